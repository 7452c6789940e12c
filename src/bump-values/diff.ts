const CONTEXT_LINES = 3;

/** One file before and after a commit; `undefined`: it does not exist. */
export interface FileVersions {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * The change of a file as a unified diff, which `git apply` takes. A text that is edited keeps its number of lines.
 * https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
 */
export function unifiedDiff({ path, before, after }: FileVersions): string {
  const names = [before === undefined ? '/dev/null' : `a/${path}`, after === undefined ? '/dev/null' : `b/${path}`];
  const [old, next] = [linesOf(before), linesOf(after)];
  const hunks =
    old.length === next.length ? changedRanges(old, next) : [{ from: 0, to: Math.max(old.length, next.length) }];
  return [`--- ${names[0]}`, `+++ ${names[1]}`, ...hunks.map(({ from, to }) => writeHunk(old, next, from, to))].join(
    '\n',
  );
}

/** Lines with their ends, so that a last line without one is seen. */
function linesOf(text = ''): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

interface LineRange {
  readonly from: number;
  readonly to: number;
}

function changedRanges(old: readonly string[], next: readonly string[]): LineRange[] {
  const ranges: LineRange[] = [];
  for (const [index, line] of next.entries()) {
    if (line === old[index]) continue;
    const from = Math.max(index - CONTEXT_LINES, 0);
    const to = Math.min(index + 1 + CONTEXT_LINES, next.length);
    const last = ranges.at(-1);
    if (last !== undefined && from <= last.to) ranges[ranges.length - 1] = { from: last.from, to };
    else ranges.push({ from, to });
  }
  return ranges;
}

function writeHunk(old: readonly string[], next: readonly string[], from: number, to: number): string {
  const range = (lines: readonly string[]) => {
    const count = Math.max(Math.min(to, lines.length) - from, 0);
    return `${count === 0 ? from : from + 1},${count}`;
  };
  const body: string[] = [];
  for (let index = from; index < to; index += 1) {
    const [was, is] = [old[index], next[index]];
    if (was === is) body.push(writeLine(' ', was));
    else body.push(writeLine('-', was), writeLine('+', is));
  }
  return [`@@ -${range(old)} +${range(next)} @@`, ...body.filter((line) => line !== '')].join('\n');
}

function writeLine(sign: string, line: string | undefined): string {
  if (line === undefined) return '';
  return line.endsWith('\n') ? `${sign}${line.slice(0, -1)}` : `${sign}${line}\n\\ No newline at end of file`;
}
