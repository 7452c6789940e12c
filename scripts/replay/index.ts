/**
 * Replays the history of one key of a GitOps repository with the editor:
 * `npm run replay -- --repo DIR --file PATH --key KEY`. Prints each difference, then the totals.
 */
import { parseArgs } from 'node:util';
import { parseKeyPath } from '../../src/values/key-path.ts';
import { openBlobs } from './blobs.ts';
import { listChanges } from './history.ts';
import { replay } from './replay.ts';

const USAGE = 'usage: npm run replay -- --repo DIR --file PATH --key KEY';

async function replayHistory(repository: string, file: string, key: string): Promise<void> {
  const totals = { same: 0, different: 0, refused: 0 };
  const path = parseKeyPath(key);
  const changes = await listChanges(repository, file);
  const blobs = openBlobs(repository);
  try {
    for (const { commit, before, after } of changes) {
      const replayed = replay(await blobs.read(before), await blobs.read(after), path);
      if (replayed === undefined) continue;
      totals[replayed.result] += 1;
      if (replayed.result !== 'same') print(replayed.result, `${commit.slice(0, 12)} ${replayed.reason}`);
    }
  } finally {
    await blobs.close();
  }
  for (const [result, count] of Object.entries(totals)) print(result, String(count));
}

function print(result: string, rest: string): void {
  console.log(`${result.padEnd(9)} ${rest}`);
}

try {
  const options = { repo: { type: 'string' }, file: { type: 'string' }, key: { type: 'string' } } as const;
  const { repo, file, key } = parseArgs({ options }).values;
  if (repo === undefined || file === undefined || key === undefined) throw new Error(USAGE);
  await replayHistory(repo, file, key);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
