import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { neededFor, type Rules, readRules } from '../approval/rules.ts';
import { UserError } from '../errors.ts';
import { CODEOWNERS_PATHS } from '../github/repository/rule-texts.ts';
import { POLICY_PATH } from '../policy/path.ts';
import type { Base } from './base.ts';

/** Tells whose approval a change of a file needs, as the deployment will judge it; `undefined`: nobody is named. */
export type Approvers = (path: string) => readonly string[] | undefined;

/** The rules of the base: what a pull request says of them counts from the next one on. */
export async function readApprovers({ directory }: Base, approvers: readonly string[] | undefined): Promise<Approvers> {
  const read = (path: string) => readFile(join(directory, path), 'utf8').catch(() => undefined);
  const [policy, ...codeowners] = await Promise.all([POLICY_PATH, ...CODEOWNERS_PATHS].map(read));
  const texts = { policy, codeowners: codeowners.find((text) => text !== undefined), nextPolicy: undefined };
  const rules = await readRules(texts, approvers, 'the base').catch((error: unknown): Rules | undefined => {
    if (error instanceof UserError) return undefined;
    throw error;
  });
  return (path) => {
    const needed = rules && neededFor(rules, [path]);
    return needed !== undefined && 'sets' in needed ? needed.sets.flat() : undefined;
  };
}
