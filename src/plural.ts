/** Returns a count with its noun: `1 file`, `2 files`, `0 files`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}
