/** The header fields of a tar entry. */
export interface TarEntry {
  /** Relative; a directory's ends in `/`. */
  readonly name: string;
  readonly type: 'file' | 'link' | 'symlink' | 'directory';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes; 0 for all but files. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  readonly linkname?: string;
}

export const BLOCK = 512;
const MAX_NAME = 100;
const MAX_PREFIX = 155;
const MAX_ID = 0o777777;
const MAX_SIZE = 0o77777777777;
const TYPE_FLAGS = { file: '0', link: '1', symlink: '2', directory: '5', pax: 'x' } as const;
/** Placeholder for a name that fits only into the extended header. */
const EXTENDED_NAME = 'PaxHeader';
const CHECKSUM_OFFSET = 148;

/**
 * Returns the header of an entry: ustar, after an extended header for what ustar cannot hold.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13
 */
export function tarHeader(entry: TarEntry): Buffer {
  const { name, linkname = '', uid, gid, size } = entry;
  const split = splitName(name);
  const fits = split !== undefined && isShort(linkname) && Math.max(uid, gid) <= MAX_ID && size <= MAX_SIZE;
  if (fits) return ustar(entry, split, linkname, TYPE_FLAGS[entry.type]);
  const records = Buffer.from(
    [
      record('path', name),
      linkname === '' ? '' : record('linkpath', linkname),
      uid > MAX_ID ? record('uid', String(uid)) : '',
      gid > MAX_ID ? record('gid', String(gid)) : '',
      size > MAX_SIZE ? record('size', String(size)) : '',
    ].join(''),
  );
  const standIn = {
    ...entry,
    uid: Math.min(uid, MAX_ID),
    gid: Math.min(gid, MAX_ID),
    size: Math.min(size, MAX_SIZE),
  };
  const shortName = { prefix: '', name: EXTENDED_NAME };
  const shortLink = linkname === '' ? '' : EXTENDED_NAME;
  return Buffer.concat([
    ustar({ ...standIn, size: records.length }, shortName, shortLink, TYPE_FLAGS.pax),
    records,
    padding(records.length),
    ustar(standIn, shortName, shortLink, TYPE_FLAGS[entry.type]),
  ]);
}

/** Returns the padding that fills content of so many bytes up to a whole block. */
export function padding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

interface SplitName {
  readonly prefix: string;
  readonly name: string;
}

function ustar(
  { mode, uid, gid, size, mtime }: TarEntry,
  { prefix, name }: SplitName,
  linkname: string,
  flag: string,
): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 'latin1');
  header.write(octal(mode & 0o7777, 6), 100, 'latin1');
  header.write(octal(uid, 6), 108, 'latin1');
  header.write(octal(gid, 6), 116, 'latin1');
  header.write(octal(size, 11), 124, 'latin1');
  header.write(octal(mtime, 11), 136, 'latin1');
  header.write(' '.repeat(8), CHECKSUM_OFFSET, 'latin1');
  header.write(flag, 156, 'latin1');
  header.write(linkname, 157, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  header.write(octal(0, 6), 329, 'latin1');
  header.write(octal(0, 6), 337, 'latin1');
  header.write(prefix, 345, 'latin1');
  let sum = 0;
  for (const byte of header) sum += byte;
  header.write(`${octal(sum, 6).trimEnd()} \0`, CHECKSUM_OFFSET, 'latin1');
  return header;
}

function octal(value: number, digits: number): string {
  return `${value.toString(8).padStart(digits, '0')} `;
}

/** Returns the name in ustar's two fields; `undefined` when it does not fit. */
function splitName(path: string): SplitName | undefined {
  if (!isAscii(path)) return undefined;
  let start = 0;
  while (path.length - start > MAX_NAME) {
    const slash = path.indexOf('/', start);
    if (slash === -1) return undefined;
    start = slash + 1;
  }
  const prefix = path.slice(0, Math.max(0, start - 1));
  const name = path.slice(start);
  return prefix.length > MAX_PREFIX || name === '' ? undefined : { prefix, name };
}

function isShort(linkname: string): boolean {
  return isAscii(linkname) && linkname.length <= MAX_NAME;
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

/** Returns a record of an extended header: its own length in decimal digits, then `key=value`. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  if (String(length).length > String(bytes).length) length = bytes + String(length).length;
  return `${length}${rest}`;
}
