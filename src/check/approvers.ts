import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { neededFor, type Rules, readRules } from '../approval/rules.ts';
import { UserError } from '../errors.ts';
import { CODEOWNERS_PATHS } from '../github/repository/rule-texts.ts';
import { POLICY_PATH } from '../policy/path.ts';
import type { Base } from './base.ts';

/** Returns who may approve a change of a file, by the rules of a deployment; `undefined` if the rules name no approver. */
export type Approvers = (path: string) => readonly string[] | undefined;

/** Reads the rules of the base, because a pull request cannot change the rules for itself. */
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
