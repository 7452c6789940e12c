import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readTrailer } from '../gitops/commit-message.ts';
import { findProposed } from '../gitops/deployment-history.ts';
import { formatHold, holdPath } from '../gitops/hold-file.ts';
import { describeOverride } from '../gitops/target.ts';
import { checkImage } from './check-image.ts';
import type { GuardCode, GuardFinding } from './finding.ts';
import type { FileCommit, GitHistory } from './git-history.ts';
import type { GuardOptions } from './options.ts';
import { type DeployedFile, tryRead } from './read-file.ts';

/** A values file, before the change and after it. */
interface Case {
  readonly path: string;
  /** The path before the change, which may have renamed it. */
  readonly pathBefore: string;
  readonly before: DeployedFile | undefined;
  readonly now: DeployedFile;
  /** The commits of the change that touched it or its hold file, newest first. */
  readonly changes: readonly FileCommit[];
  /** The other values files with the same image. */
  readonly sharedWith: readonly string[];
}

/** Returns the findings for the change of one values file. */
export async function checkFile(file: Case, history: GitHistory, options: GuardOptions): Promise<GuardFinding[]> {
  return [
    ...checkRepository(file),
    ...(await checkTag(file, history, options)),
    ...(await checkHold(file, history, options.workspace)),
    ...checkDeployable(file),
    ...checkWarnings(file),
    ...(await checkImage(file, options)),
  ];
}

function checkRepository({ path, now: { repository }, sharedWith }: Case): GuardFinding[] {
  if (sharedWith.length === 0) return [];
  const message = `${repository.value} is also the image of ${sharedWith.join(', ')}: one of them runs another team's image.`;
  return [{ level: 'error', code: 'repository-shared', message, location: { file: path, line: repository.line } }];
}

/** Checks that a deployment set a changed tag; a revert by hand is not a rollback. */
async function checkTag(
  { path, pathBefore, now, before, changes }: Case,
  history: GitHistory,
  options: GuardOptions,
): Promise<GuardFinding[]> {
  const { value: tag, line } = now.tag;
  if (tag === null) {
    const message = `${now.keys.tagKey} is empty: the default image of the chart would run.`;
    return [{ level: 'error', code: 'tag-empty', message, location: { file: path, line } }];
  }
  if (before === undefined || before.tag.value === tag) return [];
  const deploys = (message: string) => tag.endsWith(readTrailer(message, 'Source-Commit') || ' ');
  if (changes.some(({ message }) => deploys(message))) return [];
  for (const message of await readProposed(changes, path, options)) if (deploys(message)) return [];
  const ran = await findEarlier(history, pathBefore, tag, options);
  const back = ran === undefined ? '' : ` It is the tag that ${ran.slice(0, 7)} deployed.`;
  const message = `The tag was ${before.tag.value} and is ${tag}, by a commit that is not a deployment.${back} Restore it in a separate commit. To deploy or roll back, run the deployment's workflow.`;
  return [
    {
      level: 'error',
      code: ran === undefined ? 'tag-by-hand' : 'tag-reverted',
      message,
      location: { file: path, line },
    },
  ];
}

/** Returns the messages of proposals that were squashed without their trailers. */
async function readProposed(
  changes: readonly FileCommit[],
  path: string,
  { github, repository }: GuardOptions,
): Promise<string[]> {
  if (github === undefined) return [];
  const found = await Promise.all(changes.map((commit) => findProposed(github, { repository, path }, commit)));
  return found.flatMap((proposed) => proposed?.message ?? []);
}

/** Returns the commit before the change that deployed a tag. */
async function findEarlier(
  history: GitHistory,
  path: string,
  tag: string,
  options: GuardOptions,
): Promise<string | undefined> {
  for (const { oid } of (await history.earlier(path)).toReversed()) {
    const text = await history.textAt(oid, path);
    const file = text === undefined ? undefined : tryRead({ path, text, bases: [] }, options);
    if (file !== undefined && 'now' in file && file.now.tag.value === tag) return oid;
  }
  return undefined;
}

async function checkHold(
  { path, pathBefore, now, before, changes }: Case,
  history: GitHistory,
  workspace: string,
): Promise<GuardFinding[]> {
  const hold = holdPath(path);
  const held = await history.textBefore(holdPath(pathBefore));
  if (held === undefined) return [];
  const stays = await readFile(join(workspace, hold)).then(
    () => true,
    () => false,
  );
  const operations = changes.map(({ message }) => readTrailer(message, 'Operation'));
  const { line } = now.tag;
  if (!stays && !operations.includes('resume')) {
    const message = `${hold} was deleted by a commit that is not a resume. Restore it. To lift the hold, run the deployment's workflow with operation resume.`;
    return [{ level: 'error', code: 'hold-removed', message, location: { file: path, line } }];
  }
  if (!stays || before?.tag.value === now.tag.value || operations.includes('rollback')) return [];
  const message = `The tag was changed although ${hold} stops all deployments: ${formatHold(held)}`;
  return [{ level: 'error', code: 'hold-ignored', message, location: { file: path, line } }];
}

/** Returns the errors that a deployment of this file would fail with. */
function checkDeployable({ path, now: { keys, overrides, encrypted, tag } }: Case): GuardFinding[] {
  const found = overrides.map((override): GuardFinding => {
    const { code, message, remedy } = describeOverride(override, path, keys);
    return { level: 'error', code, message: `${message} ${remedy}`, location: { file: path, line: override.line } };
  });
  if (encrypted === undefined) return found;
  return [
    ...found,
    { level: 'error', code: 'sops-encrypted', message: encrypted, location: { file: path, line: tag.line } },
  ];
}

/** Warns about what a deployment warns about too: other images, duplicate keys, and text that Helm does not read. */
function checkWarnings({ path, now: { leftBehind, duplicates, unread } }: Case): GuardFinding[] {
  const warn = (code: GuardCode) => (found: { readonly line: number; readonly message: string }) => {
    const { line, message } = found;
    return { level: 'warning', code, message, location: { file: path, line } } as const;
  };
  return [
    ...leftBehind.map(warn('other-image-still-referenced')),
    ...duplicates.map(warn('duplicate-key')),
    ...unread.map(warn('unread-text')),
  ];
}
