import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isWorkflowPattern } from '../../src/attestation/requirement.ts';
import { splitList } from '../../src/runner/inputs.ts';
import { readWorkflowInputs } from '../action/workflow-inputs.ts';
import { UsageError } from '../failure.ts';
import { readRemote } from '../init/remote.ts';

export interface VerifyFlags {
  readonly repo: string;
  readonly repository?: string;
  readonly image?: string;
  readonly workflow?: readonly string[];
  readonly trustedRoot?: string;
}

/** What to verify, and who must have signed it. */
export interface VerifyOptions {
  /** Registry and repository. */
  readonly image: string;
  readonly tag: string;
  /** The commit that the tag names. */
  readonly commit: string;
  /** `owner/name` of the repository with the DAGs. */
  readonly repository: string;
  readonly serverUrl: string;
  readonly workflows: readonly string[];
  readonly trustedRoots: string | undefined;
}

const DEFAULT_PREFIX = 'version-';
const GITHUB = 'https://github.com';
/** The project's own workflow, which checks the approval itself. */
const REUSABLE = 'flux-data/flux-airflow/.github/workflows/reusable-deploy.yaml@refs/tags/*';

/** @throws UsageError */
export async function readVerifyOptions(tag: string, flags: VerifyFlags): Promise<VerifyOptions> {
  const directory = resolve(flags.repo);
  const [remote, inputs] = await Promise.all([readRemote(directory), readWorkflowInputs(directory)]);
  const repository = flags.repository ?? remote?.repository;
  if (repository === undefined)
    throw new UsageError(
      `${directory} has no remote origin on GitHub. Name the repository with --repository owner/name.`,
    );
  const image = flags.image ?? inputs.image;
  if (image === undefined)
    throw new UsageError('The workflows of this repository do not set image. Name it with --image.');
  const prefix = inputs['tag-prefix'] ?? DEFAULT_PREFIX;
  const commit = tag.startsWith(prefix) ? tag.slice(prefix.length) : '';
  if (!/^[0-9a-f]{40}$/.test(commit))
    throw new UsageError(
      `${tag} is not ${prefix} and a commit of 40 hexadecimal digits. Copy the tag from the values file or from status.`,
    );
  const required = splitList(inputs['require-attestation'] ?? '');
  const workflows = flags.workflow ?? required ?? [`${repository}/.github/workflows/*@refs/heads/main`, REUSABLE];
  const wrong = workflows.find((pattern) => !isWorkflowPattern(pattern));
  if (wrong !== undefined)
    throw new UsageError(`--workflow ${wrong} is not owner/repository/.github/workflows/file.yaml@ref.`);
  const serverUrl = process.env.GITHUB_SERVER_URL ?? remote?.serverUrl ?? GITHUB;
  return { image, tag, commit, repository, serverUrl, workflows, trustedRoots: await readRoots(flags.trustedRoot) };
}

async function readRoots(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read (${error.code}). Correct --trusted-root.`);
  });
}
