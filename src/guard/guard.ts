import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { holdPath } from '../bump-values/hold-file.ts';
import type { GuardFinding } from './finding.ts';
import { History } from './history.ts';
import { judgeFile } from './judge.ts';
import { type Keys, tryRead } from './read-file.ts';

export interface GuardOptions extends Keys {
  readonly workspace: string;
  /** The values files, from the root of the repository. */
  readonly files: readonly string[];
  readonly base: string | undefined;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
}

/**
 * Judges a change of the GitOps repository, made by whomever: what the values files deploy is changed by deployments
 * alone, which name themselves in the trailers of their commits.
 * @throws UserError `history-missing`
 */
export async function guard(options: GuardOptions): Promise<GuardFinding[]> {
  const { workspace, files } = options;
  const history = await History.open(workspace, options.base);
  const texts = await Promise.all(files.map((path) => readFile(join(workspace, path), 'utf8').catch(() => undefined)));
  const read = files.map((path, index) => tryRead(path, texts[index], options));
  const images = read.flatMap((file, index) =>
    'now' in file ? [{ path: files[index] ?? '', image: file.now.repository.value }] : [],
  );
  const found = await Promise.all(
    read.map(async (file, index): Promise<GuardFinding[]> => {
      const path = files[index] ?? '';
      if ('finding' in file) return [file.finding];
      const text = await history.textBefore(path);
      const old = text === undefined ? undefined : tryRead(path, text, options);
      const changes = await history.changes(path, holdPath(path));
      const before = old !== undefined && 'now' in old ? old.now : undefined;
      const { value: own } = file.now.repository;
      const others = images.filter((each) => each.path !== path && each.image !== null && each.image === own);
      const sharedWith = others.map((each) => each.path);
      return judgeFile({ path, now: file.now, before, changes, sharedWith }, history, options);
    }),
  );
  return found.flat();
}
