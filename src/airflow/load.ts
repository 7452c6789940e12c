import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { UserError } from '../errors.ts';
import type { FileReport, Inventory } from './inventory.ts';

/** Where a Python with Airflow and the team's code is. */
export type Python = Place & ({ readonly args: readonly string[] } | { readonly container: Container });

/** What goes on when the command that began it is killed. */
export interface Container {
  /** The arguments that begin it under a name. */
  run(name: string): readonly string[];
  /** Ends it, and leaves nothing of it. */
  remove(name: string): Promise<void>;
}

interface Place {
  readonly command: string;
  /** All of the environment: nothing of the runner's is passed on. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute, as seen there. */
  readonly dagFolder: string;
  /** Folders of the team's own code, as seen there. */
  readonly roots: readonly string[];
}

export interface Limits {
  readonly secondsPerFile: number;
  /** MiB on top of what Airflow takes. */
  readonly memoryMbPerFile: number;
  readonly processes: number;
}

/** What the files may read while they are loaded. */
export interface Answers {
  readonly variables: Readonly<Record<string, string>>;
  readonly connections: readonly string[];
}

/** Starting Python, importing Airflow. */
const START_LIMIT_MS = 120_000;
const MAX_ERROR_CHARACTERS = 4_000;

interface Event {
  readonly event: 'begin' | 'start' | 'file' | 'end';
  readonly file?: string;
  readonly files?: readonly string[];
  readonly airflow?: string;
  readonly python?: string;
}

/**
 * Loads all DAG files, or only some, relative to the DAG folder. A file that ends the loader itself is blamed for it, and
 * the rest is loaded by another: those that were being loaded then are each loaded alone, which tells which it was.
 * @throws UserError `airflow-missing` when there is no Python with Airflow
 */
export async function loadDags(
  python: Python,
  limits: Limits,
  answers: Answers,
  only?: readonly string[],
): Promise<Inventory> {
  const first = await runLoader(python, limits, answers, only);
  const { airflow, version, files } = first;
  const reports = new Map<string, FileReport>();
  const take = (given: readonly FileReport[]) => {
    for (const report of given) reports.set(report.file, report);
  };
  const pending = () => files.filter((file) => !reports.has(file));
  take(first.reports);
  let { started } = first;
  while (pending().length > 0) {
    // A fork may be files ahead of what the loader could still tell of it.
    const suspects = started.length > 0 ? started : pending().slice(0, 1);
    for (const file of suspects) take([await loadAlone(python, limits, answers, file)]);
    if (pending().length === 0) break;
    const next = await runLoader(python, limits, answers, pending());
    take(next.reports);
    started = next.started;
  }
  return { airflow, python: version, files: files.flatMap((file) => reports.get(file) ?? []) };
}

async function loadAlone(python: Python, limits: Limits, answers: Answers, file: string): Promise<FileReport> {
  const { reports } = await runLoader(python, limits, answers, [file]);
  return reports[0] ?? { file, failure: { kind: 'died' } };
}

interface Outcome {
  readonly airflow: string;
  readonly version: string;
  readonly files: readonly string[];
  readonly reports: readonly FileReport[];
  /** Files that had begun and were not done when it ended. */
  readonly started: readonly string[];
}

async function runLoader(
  python: Python,
  { secondsPerFile, memoryMbPerFile, processes }: Limits,
  answers: Answers,
  files: readonly string[] | undefined,
): Promise<Outcome> {
  const { command, environment, dagFolder, roots } = python;
  const name = `flux-airflow-loader-${randomUUID()}`;
  const container = 'container' in python ? python.container : undefined;
  const args = 'args' in python ? python.args : python.container.run(name);
  const child = spawn(command, args, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  const events: Event[] = [];
  const started = new Set<string>();
  let errors = '';
  let timer = setTimeout(() => child.kill('SIGKILL'), START_LIMIT_MS);
  child.stderr.on('data', (data) => {
    errors = (errors + data).slice(-MAX_ERROR_CHARACTERS);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    clearTimeout(timer);
    timer = setTimeout(() => child.kill('SIGKILL'), START_LIMIT_MS + 2_000 * secondsPerFile);
    const event = parseEvent(line);
    if (event === undefined) return;
    if (event.event === 'start' && event.file !== undefined) started.add(event.file);
    if (event.event === 'file' && event.file !== undefined) started.delete(event.file);
    events.push(event);
  });
  const ended = Promise.withResolvers<unknown>();
  child.on('error', ended.resolve).on('close', () => ended.resolve(undefined));
  child.stdin.on('error', () => {});
  const request = {
    dagFolder,
    roots,
    files,
    seconds: secondsPerFile,
    memoryMb: memoryMbPerFile,
    processes,
    ...answers,
  };
  child.stdin.end(JSON.stringify(request));
  const cause = await ended.promise;
  clearTimeout(timer);
  if (child.killed) await container?.remove(name);
  const begin = events.find(({ event }) => event === 'begin');
  if (begin === undefined) throw noAirflow(command, errors, cause);
  const { airflow = '', python: version = '', files: found = [] } = begin;
  const reports = events.filter(({ event }) => event === 'file') as unknown as FileReport[];
  return { airflow, version, files: found, reports, started: [...started] };
}

function parseEvent(line: string): Event | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function noAirflow(command: string, errors: string, cause: unknown): UserError {
  const reason = cause instanceof Error ? cause.message : (errors.trim().split('\n').at(-1) ?? '');
  return new UserError(
    'airflow-missing',
    `${command} does not load DAGs: ${reason || 'it ended without a word'}.`,
    'Give in python an interpreter that has apache-airflow and all of requirements.txt, or leave it empty to use the image.',
    { cause },
  );
}
