import type { ByteRange } from './content-store.ts';

/** Returns the headers of a partial response of `size` bytes (RFC 9110 §14.4). */
export function partHeaders({ start, end }: ByteRange, size: number): Record<string, string> {
  return { 'content-length': String(end - start + 1), 'content-range': `bytes ${start}-${end}/${size}` };
}

/** Parses the range of a `Range` header; `undefined` means to send everything (RFC 9110 §14.2). */
export function parseRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start > end ? 'unsatisfiable' : { start, end };
}
