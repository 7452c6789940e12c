import type { Instruction } from './dockerfile.ts';

/** The options of `RUN --mount`, names in lower case; a later one replaces an earlier one of its name. */
export type Mount = ReadonlyMap<string, string>;

/**
 * Returns the mounts of a RUN in their order; `undefined` for one that cannot be read.
 * https://docs.docker.com/reference/dockerfile/#run---mount
 */
export function mountsOf({ keyword, flags }: Instruction): (Mount | undefined)[] {
  return keyword === 'RUN' ? (flags.get('mount') ?? []).map(parseMount) : [];
}

/** Parses a line of CSV: a field that begins with a quote ends with one, and may contain commas. */
function parseMount(text: string): Mount | undefined {
  const fields = [...`${text},`.matchAll(/(?:"((?:[^"]|"")*)"|([^",]*)),/gy)];
  const length = fields.reduce((sum, [whole]) => sum + whole.length, 0);
  if (length !== text.length + 1) return undefined;
  return new Map(
    fields.map(([, quoted, plain = '']) => {
      const field = quoted?.replaceAll('""', '"') ?? plain;
      const equals = field.indexOf('=');
      return equals === -1
        ? [field.toLowerCase(), '']
        : [field.slice(0, equals).toLowerCase(), field.slice(equals + 1)];
    }),
  );
}
