import { gitText } from '../git.ts';
import type { Repository } from '../repository.ts';

const STATUSES: Readonly<Record<string, string>> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  T: 'changed',
};

/** Returns the files that differ between the merge base and the head, as `diff-entry` objects. */
export async function diffEntries(api: string, repository: Repository, base: string, head: string): Promise<object[]> {
  const out = await gitText(repository.directory, [
    'diff',
    '--raw',
    '--numstat',
    '--find-renames',
    '--no-abbrev',
    `${base}...${head}`,
  ]);
  const lines = out === '' ? [] : out.split('\n');
  const raw = lines.filter((line) => line.startsWith(':'));
  const counts = lines.filter((line) => !line.startsWith(':'));
  return raw.map((line, index) => {
    const [facts = '', first = '', renamed] = line.split('\t');
    const filename = renamed ?? first;
    const [, , oldOid = '', newOid = '', status = ''] = facts.split(' ');
    const [additions = 0, deletions = 0] = (counts[index] ?? '').split('\t').map((count) => Number(count) || 0);
    return {
      sha: status === 'D' ? oldOid : newOid,
      filename,
      ...(renamed === undefined ? {} : { previous_filename: first }),
      status: STATUSES[status[0] ?? ''] ?? 'changed',
      additions,
      deletions,
      changes: additions + deletions,
      blob_url: `${repository.webUrl}/blob/${head}/${filename}`,
      raw_url: `${repository.webUrl}/raw/${head}/${filename}`,
      contents_url: `${api}/repos/${repository.fullName}/contents/${filename}?ref=${head}`,
    };
  });
}
