import type { ByteRange } from './content-store.ts';

/** The headers of an answer that is a part of `size` bytes (RFC 9110 §14.4). */
export function partHeaders({ start, end }: ByteRange, size: number): Record<string, string> {
  return { 'content-length': String(end - start + 1), 'content-range': `bytes ${start}-${end}/${size}` };
}

/** The one range that a `Range` header asks for, `undefined` when the whole is to be sent (RFC 9110 §14.2). */
export function parseRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start > end ? 'unsatisfiable' : { start, end };
}
