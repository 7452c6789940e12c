import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { LEAD, SOURCE } from '../../../sandbox/stage/stage.ts';
import { findUnpinnedErrors } from '../../../sandbox/workflow-policy/pinned-actions.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const STAND_INS = join(ROOT, 'sandbox/actions');
const LIMIT_MS = 1_200_000;

export interface WorkflowRun {
  readonly act: string;
  /** `owner/name` of the repository whose workflow runs. Default: this repository. */
  readonly repository?: string;
  /** Name of the file in `.github/workflows`. */
  readonly workflow: string;
  /** The only job to run. Default: all jobs. */
  readonly job?: string;
  readonly eventName: string;
  readonly event: object;
  /** The login of the user who started the run. */
  readonly actor?: string;
  /** A checkout of the commit whose workflow runs. */
  readonly workspace: string;
  /** The base URL of GitHub's REST API, web pages and git. */
  readonly githubUrl: string;
  readonly vars?: Readonly<Record<string, string>>;
  /** Other repositories whose workflows and actions are used, as `owner/name@ref` → folder. */
  readonly repositories?: Readonly<Record<string, string>>;
  /** `GITHUB_TOKEN` is the workflow's own token. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Additional environment variables of the machine. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface WorkflowResult {
  readonly exitCode: number;
  /** The masked log, as on the page of the run. */
  readonly log: string;
}

/**
 * Runs a workflow of this repository with act, on this machine instead of in a container. Third-party actions are replaced
 * with those of `sandbox/actions`, under the commits that the workflow pins. The organisation requires these: if a job
 * reaches an action by tag, the run fails as on GitHub, before any job starts.
 */
export async function runWorkflow(options: WorkflowRun): Promise<WorkflowResult> {
  const refused = await refuseUnpinned(options);
  if (refused !== undefined) return refused;
  const home = await mkdtemp(join(tmpdir(), 'flux-airflow-act-'));
  try {
    const event = join(home, 'event.json');
    await writeFile(event, JSON.stringify(options.event));
    await adaptToAct(options);
    const environment = {
      ...machineEnvironment(),
      XDG_CONFIG_HOME: home,
      XDG_CACHE_HOME: home,
      ...options.environment,
      ...options.secrets,
    };
    return await act(options.act, [...(await argumentsOf(options, home)), '--eventpath', event], environment);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function refuseUnpinned(options: WorkflowRun): Promise<WorkflowResult | undefined> {
  const { repository = SOURCE, workspace, workflow, repositories = {} } = options;
  const text = await readFile(join(workspace, '.github/workflows', workflow), 'utf8');
  const errors = findUnpinnedErrors(text, { caller: { name: repository, folder: workspace }, repositories });
  return errors.length === 0 ? undefined : { exitCode: 1, log: errors.map((error) => `Error: ${error}`).join('\n') };
}

/** Rewrites in the checkouts what act does not know yet: `$/`, `queue` and `deployment`. */
async function adaptToAct({ workspace, repository = SOURCE, repositories = {} }: WorkflowRun): Promise<void> {
  const folders = [...Object.entries(repositories), [repository, workspace] as const];
  for (const [name, folder] of folders) {
    const [own = '', ref = ''] = name.split('@');
    for (const file of await readdir(join(folder, '.github/workflows'))) {
      const path = join(folder, '.github/workflows', file);
      const text = await readFile(path, 'utf8');
      await writeFile(
        path,
        text
          .replace(/uses: \$(\/\S+)$/gm, `uses: ${own}$1@${ref}`)
          .replace(/^ +(?:queue: max|deployment: false).*\n/gm, ''),
      );
    }
  }
}

/** Returns the environment without the variables of npm and jest, which would leak into the workflow. */
function machineEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:npm_|JEST_|NODE_(?:ENV|OPTIONS)$)/.test(name));
  return { ...Object.fromEntries(own), PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
}

function githubContext(url: string, repository: string): Record<string, string> {
  return {
    GITHUB_REPOSITORY: repository,
    GITHUB_SERVER_URL: url,
    GITHUB_API_URL: url,
    GITHUB_GRAPHQL_URL: `${url}/graphql`,
  };
}

async function argumentsOf(options: WorkflowRun, home: string): Promise<string[]> {
  const { workflow, job, eventName, actor = LEAD, workspace, githubUrl, vars = {}, secrets } = options;
  const { repository = SOURCE, repositories = {} } = options;
  const file = join(workspace, '.github/workflows', workflow);
  await mkdir(join(home, 'cache'));
  return [
    eventName,
    ...['--workflows', file, '--directory', workspace, '--action-cache-path', join(home, 'cache')],
    ...['--actor', actor],
    ...(job === undefined ? [] : ['--job', job]),
    ...['--platform', 'ubuntu-24.04=-self-hosted', '--no-skip-checkout', '--no-cache-server', '--json'],
    ...Object.entries(githubContext(githubUrl, repository)).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}=${value}`]),
    ...Object.keys(secrets).flatMap((name) => ['--secret', name]),
    ...(await localRepositories(file, workspace, repositories)).flatMap((pair) => ['--local-repository', pair]),
  ];
}

/** Returns `owner/name@ref=folder` for the given repositories and each third-party action of the workflows. */
async function localRepositories(
  file: string,
  workspace: string,
  repositories: Readonly<Record<string, string>>,
): Promise<string[]> {
  const folders = Object.values(repositories).map((folder) => join(folder, '.github/workflows'));
  const called = folders.map(async (folder) => (await readdir(folder)).map((name) => join(folder, name)));
  const files = (await Promise.all(called)).flat();
  const texts = await Promise.all([readWithCalled(file, workspace), ...files.map((path) => readFile(path, 'utf8'))]);
  const given = Object.entries(repositories).map(([name, folder]) => `${name}=${folder}`);
  return [...new Set([...given, ...(await standIns(texts.join('\n')))])];
}

/** Reads the workflow, and those of the same repository that it calls. */
async function readWithCalled(file: string, workspace: string): Promise<string> {
  const own = await readFile(file, 'utf8');
  const called = [...own.matchAll(/uses: \.\/(?<path>\.github\/workflows\/\S+)/g)];
  const texts = called.map(({ groups: { path = '' } = {} }) => readFile(join(workspace, path), 'utf8'));
  return [own, ...(await Promise.all(texts))].join('\n');
}

async function standIns(workflows: string): Promise<string[]> {
  const known = await readdir(STAND_INS);
  const used = [...workflows.matchAll(/uses: (?<action>[\w-]+\/(?<name>[\w-]+)@[0-9a-f]{40})/g)];
  return used.map(({ groups: { action = '', name = '' } = {} }) => {
    if (!known.includes(name)) throw new Error(`sandbox/actions has no stand-in for ${action}`);
    return `${action}=${join(STAND_INS, name)}`;
  });
}

function act(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<WorkflowResult> {
  const { promise, resolve } = Promise.withResolvers<WorkflowResult>();
  execFile(program, args, { env, timeout: LIMIT_MS, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
    const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
    resolve({ exitCode, log: readLog(stdout) + stderr });
  });
  return promise;
}

/** Returns only the messages, because act's records also contain raw commands with unmasked secrets. */
function readLog(records: string): string {
  return records
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => String(JSON.parse(line).msg).trimEnd())
    .join('\n');
}
