import { countByFile, formatHit, type Hit } from './find-words.ts';

const WRITE = 'npm run words -- write';

/** The words of the list that one file may have. */
export interface Exception {
  readonly count: number;
  /** Why the file cannot use another word. */
  readonly reason: string;
}

/** The exceptions by the path of the file. */
export type ExceptionList = Readonly<Record<string, Exception>>;

/** Returns one message for each file whose number of hits differs from the list, and for each exception without a reason. */
export function compareWithList(hits: readonly Hit[], list: ExceptionList): string[] {
  const counts = countByFile(hits);
  const paths = [...new Set([...Object.keys(counts), ...Object.keys(list)])].toSorted();
  return paths.flatMap((path) => {
    const { count: allowed, reason } = list[path] ?? { count: 0, reason: '' };
    const now = counts[path] ?? 0;
    if (now > allowed) return [formatExcess(path, now, allowed, hits)];
    if (now < allowed) return [`${path}: ${now} instead of ${allowed}. Lower the list with "${WRITE}".`];
    return reason.trim() === '' ? [`${path}: the exception has no reason. Rewrite the text, or add a reason.`] : [];
  });
}

/** Returns the list with the counts of now. A file that is new to it has no reason yet. */
export function updateList(hits: readonly Hit[], list: ExceptionList): ExceptionList {
  const counts = Object.entries(countByFile(hits));
  return Object.fromEntries(counts.map(([path, count]) => [path, { count, reason: list[path]?.reason ?? '' }]));
}

function formatExcess(path: string, now: number, allowed: number, hits: readonly Hit[]): string {
  const lines = hits.filter((hit) => hit.path === path).map((hit) => `  ${formatHit(hit)}`);
  return [`${path}: ${now} words of the list, ${allowed} are allowed:`, ...lines].join('\n');
}
