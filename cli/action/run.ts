import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'yaml';
import { inputEnvironment, type Manifest } from '../../sandbox/runner/input-environment.ts';
import { readOutputFile } from '../../sandbox/runner/output-file.ts';
import { type Annotation, readStepLog } from '../../sandbox/runner/workflow-commands.ts';
import { UsageError } from '../failure.ts';
import { PACKAGE } from '../package-folder.ts';
import { withCleanup } from '../with-cleanup.ts';
import type { Here } from './here.ts';

/** Variables of a runner, which must not reach the action from outside. */
const OF_RUNNER = /^(?:GITHUB|INPUT|RUNNER|ACTIONS|STATE)_/;

export interface LocalRun {
  readonly here: Here;
  /** The path of the action's definition in the package. */
  readonly action: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** The checkout that the action reads. */
  readonly workspace: string;
  /** Receives each line of the log. */
  readonly print: (line: string) => void;
}

export interface LocalResult {
  readonly exitCode: number;
  readonly outputs: Readonly<Record<string, string>>;
  readonly annotations: readonly Annotation[];
  readonly summary: string;
}

/**
 * Runs the bundle of an action on this machine, with the user's environment and without a runner.
 * @throws UsageError if a required input is missing
 */
export async function runHere({ here, action, inputs, workspace, print }: LocalRun): Promise<LocalResult> {
  const path = join(PACKAGE, action);
  const manifest: Manifest = parse(await readFile(path, 'utf8'));
  requireInputs(manifest, inputs);
  const temp = await mkdtemp(join(tmpdir(), 'flux-airflow-here-'));
  return withCleanup(
    () => rm(temp, { recursive: true, force: true }),
    async () => {
      const [output, summary] = [join(temp, 'output'), join(temp, 'summary.md')];
      await Promise.all([output, summary].map((file) => writeFile(file, '')));
      const kept = Object.entries(process.env).filter(([name]) => !OF_RUNNER.test(name));
      const env = {
        ...Object.fromEntries(kept),
        ...contextOf(here, workspace),
        ...inputEnvironment(manifest, { inputs, token: here.token }),
        RUNNER_TEMP: temp,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
      };
      const child = spawn(process.execPath, [resolve(dirname(path), manifest.runs.main)], {
        cwd: workspace,
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const lines: string[] = [];
      createInterface({ input: child.stdout }).on('line', (line) => {
        lines.push(line);
        for (const text of readStepLog(line).lines) print(text);
      });
      const [code] = (await once(child, 'close')) as [number | null];
      return {
        exitCode: code ?? 1,
        outputs: readOutputFile(await readFile(output, 'utf8')),
        annotations: readStepLog(lines.join('\n')).annotations,
        summary: await readFile(summary, 'utf8'),
      };
    },
  );
}

function requireInputs({ inputs = {} }: Manifest, given: LocalRun['inputs']): void {
  const missing = Object.keys(inputs).filter((name) => inputs[name]?.required === true && !given[name]);
  if (missing.length === 0) return;
  const flags = missing.map((name) => `--input ${name}=…`).join(' ');
  throw new UsageError(`The workflows of this repository do not set ${missing.join(', ')}. Add ${flags}`);
}

/** https://docs.github.com/actions/reference/workflows-and-actions/variables#default-environment-variables */
function contextOf(
  { repository, serverUrl, apiUrl, graphqlUrl, commit }: Here,
  workspace: string,
): Record<string, string> {
  return {
    GITHUB_REPOSITORY: repository,
    GITHUB_SERVER_URL: serverUrl,
    GITHUB_API_URL: apiUrl,
    GITHUB_GRAPHQL_URL: graphqlUrl,
    GITHUB_SHA: commit,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_EVENT_NAME: 'workflow_dispatch',
    GITHUB_ACTOR: 'command-line',
    GITHUB_WORKSPACE: workspace,
  };
}
