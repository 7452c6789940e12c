/** The lines that an edit changes, as a person reads a diff; both texts have the same number of lines. */
export function diffLines(before: string, after: string): string {
  const old = before.split('\n');
  return after
    .split('\n')
    .flatMap((line, index) =>
      line === old[index] ? [] : [`@@ line ${index + 1} @@`, `-${old[index] ?? ''}`, `+${line}`],
    )
    .join('\n');
}
