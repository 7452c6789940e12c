import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { holdPath } from '../bump-values/hold-file.ts';
import { readTrailer } from '../bump-values/message.ts';
import { OutageError, UserError } from '../errors.ts';
import { parseImageName } from '../registry/reference.ts';
import { openRegistry } from '../registry/registry.ts';
import { type FileCommit, History } from './history.ts';
import { type DeployedFile, type Keys, readDeployed } from './read-file.ts';

export interface GuardOptions extends Keys {
  readonly workspace: string;
  /** The values files, from the root of the repository. */
  readonly files: readonly string[];
  readonly base: string | undefined;
  readonly pinDigest: boolean;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
}

export interface GuardFinding {
  readonly level: 'error' | 'warning';
  /** Stable; docs/reference/guard-findings.md has a section for each. */
  readonly code: string;
  readonly message: string;
  readonly path: string;
  readonly line: number;
}

interface Case {
  readonly path: string;
  readonly before: DeployedFile | undefined;
  readonly now: DeployedFile;
  readonly changes: readonly FileCommit[];
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
  const read = files.map((path, index) => parse(path, texts[index], options));
  const repositories = read.flatMap((file, index) =>
    'now' in file ? [[files[index], file.now.repository.value]] : [],
  );
  const found = await Promise.all(
    read.map(async (file, index): Promise<GuardFinding[]> => {
      const path = files[index] ?? '';
      if ('finding' in file) return [file.finding];
      const text = await history.textBefore(path);
      const old = text === undefined ? undefined : parse(path, text, options);
      const changes = await history.changes(path, holdPath(path));
      const before = old !== undefined && 'now' in old ? old.now : undefined;
      const same = { path, now: file.now, before, changes };
      const others = repositories.filter(
        ([other, of]) => other !== path && of !== null && of === file.now.repository.value,
      );
      return [
        ...judgeRepository(
          same,
          others.map(([other]) => String(other)),
        ),
        ...(await judgeTag(same, history, options)),
        ...(await judgeHold(same, history, workspace)),
        ...judgeDigest(same, options),
        ...(await judgeImage(same, options)),
      ];
    }),
  );
  return found.flat();
}

function parse(path: string, text: string | undefined, keys: Keys): { now: DeployedFile } | { finding: GuardFinding } {
  const at = (message: string) => ({
    finding: { level: 'error' as const, code: 'file-invalid', message, path, line: 1 },
  });
  if (text === undefined)
    return at(`${path} is not there: no deployment finds it. Correct values-files, or put it back.`);
  try {
    return { now: readDeployed(text, keys) };
  } catch (error) {
    if (error instanceof UserError) return at(`${error.message} ${error.remedy}`);
    throw error;
  }
}

function judgeRepository({ path, now: { repository } }: Case, others: readonly string[]): GuardFinding[] {
  if (others.length === 0) return [];
  const message = `${repository.value} is the image of ${others.join(', ')} too: one of them runs another team's image.`;
  return [{ level: 'error', code: 'repository-shared', message, path, line: repository.line }];
}

/** A tag that is another than before was set by a deployment, and no rollback is the work of a hand. */
async function judgeTag({ path, now, before, changes }: Case, history: History, keys: Keys): Promise<GuardFinding[]> {
  const { value: tag, line } = now.tag;
  if (tag === null) {
    const message = `${keys.tagKey} is empty: the chart's own default image would run.`;
    return [{ level: 'error', code: 'tag-empty', message, path, line }];
  }
  if (before === undefined || before.tag.value === tag) return [];
  const own = changes.find(({ message }) => tag.endsWith(readTrailer(message, 'Source-Commit') ?? ' '));
  if (own !== undefined) return [];
  const ran = await findEarlier(history, path, tag, keys);
  const back = ran === undefined ? '' : ` It goes back to what ${ran.slice(0, 7)} deployed.`;
  const message = `The tag was ${before.tag.value} and is ${tag}, by a commit that is no deployment.${back} Put it back in a commit of its own; to deploy or roll back, run the deployment's workflow.`;
  return [{ level: 'error', code: ran === undefined ? 'tag-by-hand' : 'tag-back', message, path, line }];
}

/** The commit before the change that deployed a tag. */
async function findEarlier(history: History, path: string, tag: string, keys: Keys): Promise<string | undefined> {
  for (const { oid } of (await history.earlier(path)).toReversed()) {
    const text = await history.textAt(oid, path);
    const file = text === undefined ? undefined : parse(path, text, keys);
    if (file !== undefined && 'now' in file && file.now.tag.value === tag) return oid;
  }
  return undefined;
}

async function judgeHold(
  { path, now, before, changes }: Case,
  history: History,
  workspace: string,
): Promise<GuardFinding[]> {
  const hold = holdPath(path);
  const held = await history.textBefore(hold);
  if (held === undefined) return [];
  const stays = await readFile(join(workspace, hold)).then(
    () => true,
    () => false,
  );
  const operations = changes.map(({ message }) => readTrailer(message, 'Operation'));
  const { line } = now.tag;
  if (!stays && !operations.includes('resume')) {
    const message = `${hold} was deleted by a commit that is no resume. Put it back; to lift it, run the deployment with resume.`;
    return [{ level: 'error', code: 'hold-removed', message, path, line }];
  }
  if (!stays || before?.tag.value === now.tag.value || operations.includes('rollback')) return [];
  const message = `The tag was changed although ${hold} stops all deployments: ${held.trim().replace(/\s+/g, ' ')}`;
  return [{ level: 'error', code: 'hold-passed', message, path, line }];
}

function judgeDigest({ path, now: { digest } }: Case, { pinDigest, digestKey }: GuardOptions): GuardFinding[] {
  if (digest.value === null || pinDigest) return [];
  const message = `${digestKey} is ${digest.value}, which the chart prefers to the tag: deployments change nothing. Empty it.`;
  return [{ level: 'error', code: 'digest-shadows', message, path, line: digest.line }];
}

/** Whether the image is there, and under pin-digest is that of the tag. */
async function judgeImage({ path, now, before }: Case, { credentials }: GuardOptions): Promise<GuardFinding[]> {
  const { tag, repository, digest } = now;
  const isSame = before?.tag.value === tag.value && before?.repository.value === repository.value;
  if (isSame || tag.value === null || repository.value === null) return [];
  const reference = `${repository.value}:${tag.value}`;
  const at = (level: GuardFinding['level'], code: string, message: string) => [
    { level, code, message, path, line: tag.line },
  ];
  try {
    const image = parseImageName(repository.value);
    const registry = openRegistry({ image, pullOnly: true, ...(credentials === undefined ? {} : { credentials }) });
    const found = await registry.resolve(tag.value);
    if (found === undefined)
      return at('error', 'image-missing', `${reference} is not in the registry: no pod would start.`);
    if (digest.value === null || digest.value === found) return [];
    return at('error', 'digest-other', `${reference} is ${found}, and ${digest.value} is pinned beside it.`);
  } catch (error) {
    if (!(error instanceof UserError) && !(error instanceof OutageError)) throw error;
    return at('warning', 'image-unseen', `Whether ${reference} is in the registry was not seen: ${error.message}`);
  }
}
