import { countByFile, formatHit, type Hit } from './find-words.ts';

const WRITE = 'npm run words -- write';

/** Returns one message for each file whose number of hits differs from the list. */
export function compareWithList(hits: readonly Hit[], list: Readonly<Record<string, number>>): string[] {
  const counts = countByFile(hits);
  const paths = [...new Set([...Object.keys(counts), ...Object.keys(list)])].toSorted();
  return paths.flatMap((path) => {
    const [now, allowed] = [counts[path] ?? 0, list[path] ?? 0];
    if (now > allowed) return [formatExcess(path, now, allowed, hits)];
    return now < allowed ? [`${path}: ${now} instead of ${allowed}. Lower the list with "${WRITE}".`] : [];
  });
}

function formatExcess(path: string, now: number, allowed: number, hits: readonly Hit[]): string {
  const lines = hits.filter((hit) => hit.path === path).map((hit) => `  ${formatHit(hit)}`);
  return [`${path}: ${now} words of the list, ${allowed} are allowed:`, ...lines].join('\n');
}
