import { open } from 'node:fs/promises';

/** The first bytes of archives that ADD unpacks, in hexadecimal digits: gzip, bzip2, xz, Zstandard (which may begin with a skippable frame). */
const COMPRESSED = /^(?:1f8b|425a68|fd377a585a|28b52ffd|5.2a4d18)/;
const USTAR_OFFSET = 257;
const USTAR = Buffer.from('ustar');
const CHECKSUM_OFFSET = 148;
const CHECKSUM_LENGTH = 8;

/** Returns whether ADD would unpack the file; https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives */
export async function isArchive(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    const start = buffer.subarray(0, bytesRead);
    const isTar = start.subarray(USTAR_OFFSET, USTAR_OFFSET + USTAR.length).equals(USTAR) || hasChecksum(start);
    return isTar || COMPRESSED.test(start.toString('hex'));
  } finally {
    await file.close();
  }
}

/** Returns whether the bytes have the checksum of a tar header; the oldest format has no other mark. */
function hasChecksum(start: Buffer): boolean {
  const end = CHECKSUM_OFFSET + CHECKSUM_LENGTH;
  const written = start
    .toString('latin1', CHECKSUM_OFFSET, end)
    .replace(/[\0 ]+$/, '')
    .trim();
  const sum = start.reduce((total, byte, at) => total + (at >= CHECKSUM_OFFSET && at < end ? 0x20 : byte), 0);
  return /^[0-7]+$/.test(written) && Number.parseInt(written, 8) === sum;
}
