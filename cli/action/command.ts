import { resolve } from 'node:path';
import type { Command } from 'commander';
import { EXIT, UsageError } from '../failure.ts';
import { type Here, readHere } from './here.ts';
import { type LocalResult, runHere } from './run.ts';
import { showSummary } from './show-summary.ts';
import { readWorkflowInputs } from './workflow-inputs.ts';

export interface ActionFlags {
  readonly repo: string;
  readonly repository?: string;
  readonly commit?: string;
  readonly input?: readonly string[];
  readonly json?: boolean;
}

/** Adds the options that every command of an action has. */
export function addActionOptions(command: Command): Command {
  return command
    .option('--repo <folder>', 'clone of your repository', '.')
    .option('--repository <owner/name>', 'repository on GitHub (default: that of the remote origin)')
    .option('--commit <commit>', 'commit (default: the newest of origin’s default branch that was fetched, or HEAD)')
    .option(
      '--input <name=value>',
      'input of the action; repeat for several (default: those of your workflow)',
      collect,
    )
    .option('--json', 'print the result as JSON');
}

/**
 * Returns this repository, and the inputs of its workflow with those of the flags.
 * @throws UsageError
 */
export async function prepare(
  flags: ActionFlags,
): Promise<{ readonly here: Here; readonly inputs: Record<string, string> }> {
  const given = (flags.input ?? []).map((pair) => {
    const [, name, value] = /^([\w-]+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined) throw new UsageError(`--input ${pair} is not NAME=VALUE.`);
    return [name, value] as const;
  });
  const directory = resolve(flags.repo);
  const inputs = { ...(await readWorkflowInputs(directory)), ...Object.fromEntries(given) };
  return { here: await readHere(directory, flags), inputs };
}

/** Runs the action, prints its log and summary or JSON, and sets the exit code. */
export async function runAndReport(
  run: Omit<Parameters<typeof runHere>[0], 'print'>,
  { json = false }: ActionFlags,
): Promise<void> {
  const result = await runHere({ ...run, print: (line) => (json ? undefined : console.error(line)) });
  console.log(json ? JSON.stringify(toJson(result), null, 2) : `\n${showSummary(result.summary)}`);
  if (result.exitCode !== 0) process.exitCode = EXIT.failed;
}

function toJson({ exitCode, outputs, annotations, summary }: LocalResult): object {
  const values = Object.entries(outputs).map(([name, value]) => [
    name,
    /^[[{]/.test(value) ? JSON.parse(value) : value,
  ]);
  return { ok: exitCode === 0, outputs: Object.fromEntries(values), annotations, summary };
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
