/** Describes in one line how a commit's text differs from the edited text. */
export function describeDifference(before: string, edited: string, committed: string): string {
  if (normalizeLineEndings(edited) === normalizeLineEndings(committed)) return 'the commit also changes line endings';
  if (edited.trimEnd() === committed.trimEnd()) return 'the commit also changes the end of the file';
  const [ours, theirs] = [edited.split('\n'), committed.split('\n')];
  const first = ours.findIndex((line, index) => line !== theirs[index]);
  const tail = commonTail(ours, theirs, first);
  const [left, right] = [ours.slice(first, ours.length - tail), theirs.slice(first, theirs.length - tail)];
  const where = `at line ${first + 1}`;
  const isOwnLine = left.length === 1 && right.length === 1 && ours[first] !== before.split('\n')[first];
  if (isOwnLine) return `the commit writes the line differently, ${where}: ${show(right)} instead of our ${show(left)}`;
  return `the commit also changes other lines, ${where}: −${left.length} +${right.length}`;
}

function normalizeLineEndings(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function commonTail(ours: readonly string[], theirs: readonly string[], first: number): number {
  const limit = Math.min(ours.length, theirs.length) - first;
  let tail = 0;
  while (tail < limit && ours.at(-1 - tail) === theirs.at(-1 - tail)) tail += 1;
  return tail;
}

function show(lines: readonly string[]): string {
  return JSON.stringify(lines.join('\n').trim());
}
