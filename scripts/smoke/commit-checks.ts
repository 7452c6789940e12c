import { waitFor } from '../../sandbox/wait-for.ts';
import { isGitHubError } from '../../src/github/api/errors.ts';
import { commitFiles, type FilesCommit } from '../../src/github/gitops/commit-files.ts';
import { readValuesFile } from '../../src/github/gitops/read-values-file.ts';
import { readActivities } from '../../src/github/repository/activity.ts';
import { type Checks, expectSame } from './check.ts';
import type { Scratch } from './writing.ts';

/** A values file as committed to the scratch branch. */
export interface ScratchValues {
  readonly path: string;
  readonly text: string;
  readonly tagPrefix: string;
}

/** Bytes that a text API could lose. */
const BYTE_ORDER_MARK = '\ufeff';
const LINE_END = '\r\n';

/** Commits a values file through the API and reads it back; `undefined` if that failed. */
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
  const committed = await checks.run('a commit through the API is made on the expected head', async () => {
    const { oid } = await commitFiles(gitops, commit);
    return oid;
  });
  if (!committed) return undefined;
  await checks.run('the activity log shows the commit', () => timeActivity(scratch));
  await checks.run('a commit on a moved head is rejected as stale', () => expectStaleHead(commitFiles(gitops, commit)));
  const whole = await checks.run('byte order mark and line endings are preserved', async () => {
    const { text } = await readValuesFile(gitops, { ...commit, path: values.path });
    expectSame('the file', text, values.text);
    return undefined;
  });
  return whole ? values : undefined;
}

/** Reports how late the activity log is. The proof of a merge commit waits 90 seconds for its entry. */
async function timeActivity({ gitops, settings, branch }: Scratch): Promise<string> {
  const started = performance.now();
  const isLogged = async () => {
    const latest = await readActivities(gitops, settings.gitops, branch.name);
    if (latest === undefined) throw new Error('the GitOps token cannot read the activity log');
    return latest.activities.some(({ before, kind }) => before === branch.head && kind === 'push');
  };
  await waitFor('an entry of the activity log', isLogged, { limitMs: 90_000, everyMs: 1_000 });
  return `${((performance.now() - started) / 1_000).toFixed(1)} seconds late`;
}

/** Returns a file in which the parent of the candidate is deployed. */
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

async function expectStaleHead(commit: Promise<unknown>): Promise<string> {
  const error = await commit.then(
    () => new Error('GitHub accepted the commit'),
    (thrown: unknown) => thrown,
  );
  if (isGitHubError(error, 'stale')) return error.words;
  throw error;
}
