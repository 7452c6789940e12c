import { isGitHubError } from '../../src/github/api/errors.ts';
import { commitFiles, type FilesCommit } from '../../src/github/gitops/commit-files.ts';
import { readValuesFile } from '../../src/github/gitops/values-file.ts';
import { type Checks, expectSame } from './check.ts';
import type { Scratch } from './writing.ts';

/** A values file of the scratch branch, as it was committed. */
export interface ScratchValues {
  readonly path: string;
  readonly text: string;
  readonly tagPrefix: string;
}

/** What a text interface likes to lose. */
const BYTE_ORDER_MARK = '\ufeff';
const LINE_END = '\r\n';

/** Commits a values file by the API and reads it back; `undefined` when that failed. */
export async function commitChecks(checks: Checks, scratch: Scratch): Promise<ScratchValues | undefined> {
  const { gitops, settings, branch } = scratch;
  const values = writeValues(scratch);
  const commit: FilesCommit = {
    repository: settings.gitops,
    branch: branch.name,
    expectedHead: branch.head,
    files: [{ path: values.path, text: values.text }],
    headline: 'Check flux-airflow against the hosted services',
    body: '',
  };
  const committed = await checks.run('a commit by the API is made on the head that it expects', async () => {
    const { oid } = await commitFiles(gitops, commit);
    return oid;
  });
  if (!committed) return undefined;
  await checks.run('a moved head is answered as such', () => tellStaleHead(commitFiles(gitops, commit)));
  const whole = await checks.run('byte order mark and line ends come back', async () => {
    const { text } = await readValuesFile(gitops, { ...commit, path: values.path });
    expectSame('the file', text, values.text);
    return undefined;
  });
  return whole ? values : undefined;
}

/** The file says that the commit before the candidate runs. */
function writeValues({ settings: { image }, candidate, branch }: Scratch): ScratchValues {
  const tagPrefix = `smoke-${branch.id}-`;
  const lines = [
    'images:',
    '  airflow:',
    `    repository: ${image.registry}/${image.repository}`,
    `    tag: ${tagPrefix}${candidate.parent} # set by the deployment`,
    '',
  ];
  return { path: `${branch.name}.yaml`, text: BYTE_ORDER_MARK + lines.join(LINE_END), tagPrefix };
}

async function tellStaleHead(commit: Promise<unknown>): Promise<string> {
  const error = await commit.then(
    () => new Error('GitHub made the commit all the same'),
    (thrown: unknown) => thrown,
  );
  if (isGitHubError(error, 'stale')) return error.words;
  throw error;
}
