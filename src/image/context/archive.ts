import { open } from 'node:fs/promises';

/** How what ADD unpacks begins, in hexadecimal digits: gzip, bzip2, xz, Zstandard; `ustar` stands further in. */
const ARCHIVES = ['1f8b', '425a68', 'fd377a585a', '28b52ffd'];
const USTAR_OFFSET = 257;
const USTAR = Buffer.from('ustar');

/** Whether ADD would unpack the file; https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives */
export async function isArchive(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    const start = buffer.subarray(0, bytesRead);
    const hex = start.toString('hex');
    const isTar = start.subarray(USTAR_OFFSET, USTAR_OFFSET + USTAR.length).equals(USTAR);
    return isTar || ARCHIVES.some((archive) => hex.startsWith(archive));
  } finally {
    await file.close();
  }
}
