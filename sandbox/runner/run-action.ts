import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { start } from '../processes/start.ts';
import { inputEnvironment, type Manifest } from './input-environment.ts';
import { readOutputFile } from './output-file.ts';
import { type Annotation, readStepLog } from './workflow-commands.ts';

export interface ActionStep {
  /** The folder of the `action.yml`. */
  readonly action: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** `owner/name` of the repository whose workflow runs. */
  readonly repository: string;
  readonly sha: string;
  readonly ref?: string;
  readonly eventName?: string;
  readonly event?: unknown;
  readonly runId?: number;
  /** The login of the user who started the run. */
  readonly actor?: string;
  readonly workspace: string;
  /** The job's `RUNNER_TEMP`, which its steps share. Default: a folder that is removed after the step. */
  readonly runnerTemp?: string;
  /** Base of the REST API; GraphQL is `/graphql` below it. */
  readonly apiUrl: string;
  /** The workflow's own token, `github.token`. */
  readonly token: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Kills the step after this time, as the runner does at the end of a cancellation. */
  readonly limitMs?: number;
  /** Kills the step at once, without cleanup. */
  readonly signal?: AbortSignal;
  /** Sends the first signal that the runner sends when a user cancels the run. */
  readonly cancel?: AbortSignal;
  /** Changes how the step starts, for example in a container. */
  readonly launch?: (step: Launched) => Launched;
}

/** The process of a step. */
export interface Launched {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly limitMs: number;
}

export interface ActionResult {
  readonly exitCode: number | null;
  readonly log: readonly string[];
  readonly annotations: readonly Annotation[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly milliseconds: number;
  /** Everything that the process printed, unmasked. */
  readonly raw: string;
}

/** Runs a JavaScript action as the runner does: in its own process, with inputs and files in the environment. */
export async function runAction(step: ActionStep): Promise<ActionResult> {
  const manifestPath = join(resolve(step.action), 'action.yml');
  const manifest: Manifest = parse(await readFile(manifestPath, 'utf8'));
  const temp = await mkdtemp(join(tmpdir(), 'flux-airflow-runner-'));
  try {
    const files = await commandFiles(temp, step);
    const environment = {
      ...compileCache(),
      ...runnerEnvironment(step, temp),
      ...inputEnvironment(manifest, step),
      ...files,
      ...step.environment,
    };
    const started = performance.now();
    const order = {
      program: process.execPath,
      args: [resolve(dirname(manifestPath), manifest.runs.main)],
      env: environment,
      cwd: step.workspace,
      limitMs: step.limitMs ?? 240_000,
    };
    const launched = step.launch?.(order) ?? order;
    const { out, err, code: exitCode } = await start(launched, { kill: step.signal, interrupt: step.cancel });
    const milliseconds = performance.now() - started;
    const raw = Buffer.concat([out, err]).toString();
    const [outputs, summary] = await Promise.all([
      readFile(files.GITHUB_OUTPUT, 'utf8'),
      readFile(files.GITHUB_STEP_SUMMARY, 'utf8'),
    ]);
    const { lines, annotations } = readStepLog(raw);
    return {
      exitCode,
      log: lines,
      annotations,
      outputs: readOutputFile(outputs),
      summary,
      milliseconds,
      raw,
    };
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}

/** Passes on the folder in which Node keeps compiled code, which the tests set. Runners and measurements do not set it. */
function compileCache(): Record<string, string> {
  const { NODE_COMPILE_CACHE: folder } = process.env;
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}

async function commandFiles(temp: string, step: ActionStep) {
  const path = (name: string) => join(temp, name);
  const files = {
    GITHUB_OUTPUT: path('output'),
    GITHUB_STEP_SUMMARY: path('summary.md'),
    GITHUB_ENV: path('env'),
    GITHUB_STATE: path('state'),
    GITHUB_PATH: path('path'),
    GITHUB_EVENT_PATH: path('event.json'),
  };
  await Promise.all(Object.values(files).map((file) => writeFile(file, '')));
  await writeFile(files.GITHUB_EVENT_PATH, JSON.stringify(step.event ?? {}));
  return files;
}

/** Returns https://docs.github.com/actions/reference/workflows-and-actions/variables#default-environment-variables */
function runnerEnvironment(step: ActionStep, temp: string): Record<string, string> {
  const { apiUrl, repository, sha, workspace } = step;
  return {
    PATH: process.env.PATH ?? '',
    HOME: temp,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: apiUrl,
    GITHUB_GRAPHQL_URL: `${apiUrl}/graphql`,
    GITHUB_SERVER_URL: apiUrl,
    GITHUB_REPOSITORY: repository,
    GITHUB_SHA: sha,
    GITHUB_REF: step.ref ?? 'refs/heads/main',
    GITHUB_EVENT_NAME: step.eventName ?? 'push',
    GITHUB_RUN_ID: String(step.runId ?? 1),
    GITHUB_RUN_NUMBER: '1',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_WORKFLOW: 'deploy',
    GITHUB_JOB: 'deploy',
    GITHUB_ACTOR: step.actor ?? 'author',
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: step.runnerTemp ?? temp,
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
  };
}
