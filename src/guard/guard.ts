import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { holdPath } from '../gitops/hold-file.ts';
import { checkFile } from './check-file.ts';
import type { GuardFinding } from './finding.ts';
import { GitHistory } from './git-history.ts';
import type { GuardOptions } from './options.ts';
import { tryRead } from './read-file.ts';

/**
 * Checks a change of the GitOps repository, by any author: only deployments may change what the values files deploy. They
 * identify themselves by commit trailers.
 * @throws UserError `checkout-too-shallow`
 */
export async function guard(options: GuardOptions): Promise<GuardFinding[]> {
  const { workspace, files } = options;
  const history = await GitHistory.open(workspace, options.base);
  const texts = await Promise.all(files.map((path) => readFile(join(workspace, path), 'utf8').catch(() => undefined)));
  const bases = await readBases(options.baseFiles, (file) => readFile(join(workspace, file), 'utf8'));
  const basesBefore = await readBases(options.baseFiles, (file) => history.textBefore(file));
  const read = files.map((path, index) => tryRead({ path, text: texts[index], bases }, options));
  const images = read.flatMap((file, index) =>
    'now' in file ? [{ path: files[index] ?? '', image: file.now.repository.value }] : [],
  );
  const found = await Promise.all(
    read.map(async (file, index): Promise<GuardFinding[]> => {
      const path = files[index] ?? '';
      if ('finding' in file) return [file.finding];
      const pathBefore = await history.pathBefore(path);
      const text = await history.textBefore(pathBefore);
      const old = text === undefined ? undefined : tryRead({ path, text, bases: basesBefore }, options);
      const changes = await history.changes(path, holdPath(path), pathBefore, holdPath(pathBefore));
      const before = old !== undefined && 'now' in old ? old.now : undefined;
      const { value: own } = file.now.repository;
      const others = images.filter((each) => each.path !== path && each.image !== null && each.image === own);
      const sharedWith = others.map((each) => each.path);
      return checkFile({ path, pathBefore, now: file.now, before, changes, sharedWith }, history, options);
    }),
  );
  return found.flat();
}

/** Reads the base files that exist. A missing one sets nothing: a deployment names it in its error. */
async function readBases(
  files: readonly string[],
  read: (file: string) => Promise<string | undefined>,
): Promise<{ readonly file: string; readonly text: string }[]> {
  return Promise.all(files.map(async (file) => ({ file, text: (await read(file).catch(() => undefined)) ?? '' })));
}
