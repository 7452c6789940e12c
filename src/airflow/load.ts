import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { UserError } from '../errors.ts';
import { parseJson } from '../parse-json.ts';
import type { FileReport, Inventory } from './inventory.ts';
import type { Clocked, Freshness, Incremental, Loading } from './loading.ts';

/** A Python with Airflow and the team's code. */
export type Python = PythonEnvironment & ({ readonly args: readonly string[] } | { readonly container: Container });

/** A container, which keeps running when its client is killed. */
export interface Container {
  /** Returns the arguments that start it under a name. */
  run(name: string): readonly string[];
  /** Stops and removes it. */
  remove(name: string): Promise<void>;
}

interface PythonEnvironment {
  readonly command: string;
  /** The complete environment; nothing else of the runner's is passed on. */
  readonly environment: Readonly<Record<string, string>>;
  /** The working folder; `undefined`: that of this process. */
  readonly cwd?: string;
  /** Absolute, as this Python sees it. */
  readonly dagFolder: string;
  /** Folders of the team's own code, as this Python sees them. */
  readonly roots: readonly string[];
  /** Identifies how the image is built, without the team's code. A result of another image is not valid. */
  readonly image?: string;
}

export interface Limits {
  readonly secondsPerFile: number;
  /** MiB in addition to Airflow itself. */
  readonly memoryMbPerFile: number;
  readonly processes: number;
  /** Names of programs that a file may run. */
  readonly programs: readonly string[];
  /** Host names, with `*` as a wildcard, that a file may look up. They are unreachable without a network. */
  readonly hosts: readonly string[];
}

/** The Variables and Connections that files may read while they are loaded. */
export interface Answers {
  readonly variables: Readonly<Record<string, string>>;
  /** By id: a URI, or fields as `airflow connections export` writes them. */
  readonly connections: Readonly<Record<string, unknown>>;
}

/** The time to start Python and import Airflow. */
const START_LIMIT_MS = 120_000;
const MAX_ERROR_CHARACTERS = 4_000;
/** The lines of a traceback's end in the message. */
const MAX_ERROR_LINES = 15;

interface Event {
  readonly event: 'begin' | 'start' | 'file' | 'end';
  readonly file?: string;
  readonly files?: readonly string[];
  readonly airflow?: string;
  readonly python?: string;
  readonly skipped?: Inventory['skipped'];
  readonly plugins?: Inventory['plugins'];
  readonly surroundings?: string;
  readonly kept?: Readonly<Record<string, Freshness>>;
}

/**
 * Loads all DAG files, or only some, relative to the DAG folder, but not those with a valid kept result. If a file ends
 * the loader, each file that was loading is loaded alone to find the culprit, and a new loader continues with the rest.
 * @throws UserError `airflow-missing` without a Python that has Airflow
 */
export async function loadDags(
  python: Python,
  limits: Limits,
  answers: Answers,
  only?: readonly string[],
  incremental: Incremental = {},
): Promise<Loading> {
  const { watchesClock = 'none' } = incremental;
  const first = await runLoader(python, limits, answers, only, incremental);
  const { airflow, version, surroundings, kept } = first;
  const files = first.files.filter((file) => kept.get(file)?.id === undefined);
  const reports = new Map<string, FileReport>();
  const take = (loaded: readonly FileReport[]) => {
    for (const report of loaded) reports.set(report.file, report);
  };
  const pending = () => files.filter((file) => !reports.has(file));
  take(first.reports);
  let { started } = first;
  while (pending().length > 0) {
    // A fork may be several files ahead of the loader's last report.
    const suspects = started.length > 0 ? started : pending().slice(0, 1);
    for (const file of suspects) take([await loadAlone(python, limits, answers, file, watchesClock)]);
    if (pending().length === 0) break;
    const next = await runLoader(python, limits, answers, pending(), { watchesClock });
    take(next.reports);
    started = next.started;
  }
  const loaded = files.flatMap((file) => reports.get(file) ?? []);
  const { skipped, plugins } = first;
  return { airflow, python: version, skipped, plugins, surroundings, kept, all: first.files, files: loaded };
}

async function loadAlone(
  python: Python,
  limits: Limits,
  answers: Answers,
  file: string,
  watchesClock: Clocked,
): Promise<FileReport> {
  const { reports, code, words } = await runLoader(python, limits, answers, [file], { watchesClock });
  return reports[0] ?? { file, failure: { kind: 'died', words, ...(code === undefined ? {} : { code }) } };
}

interface Outcome {
  readonly airflow: string;
  readonly version: string;
  readonly files: readonly string[];
  readonly skipped: NonNullable<Inventory['skipped']>;
  readonly plugins: NonNullable<Inventory['plugins']>;
  readonly surroundings: string;
  readonly kept: ReadonlyMap<string, Freshness>;
  readonly reports: readonly FileReport[];
  /** Files that had started but not finished when the loader ended. */
  readonly started: readonly string[];
  /** The exit code; negative for a signal. */
  readonly code: number | undefined;
  /** The end of its standard error. */
  readonly words: string;
}

async function runLoader(
  python: Python,
  { secondsPerFile, memoryMbPerFile, processes, programs, hosts }: Limits,
  answers: Answers,
  files: readonly string[] | undefined,
  incremental: Incremental,
): Promise<Outcome> {
  const { command, environment, dagFolder, roots, cwd, image } = python;
  const name = `flux-airflow-loader-${randomUUID()}`;
  const container = 'container' in python ? python.container : undefined;
  const args = 'args' in python ? python.args : python.container.run(name);
  const child = spawn(command, args, { cwd, env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  const events: Event[] = [];
  const started = new Set<string>();
  let errors = '';
  let limitMs = START_LIMIT_MS;
  const kill = () => child.kill('SIGKILL');
  let timer = setTimeout(kill, limitMs);
  child.stderr.on('data', (data) => {
    errors = (errors + data).slice(-MAX_ERROR_CHARACTERS);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    clearTimeout(timer);
    limitMs = START_LIMIT_MS + 2_000 * secondsPerFile;
    timer = setTimeout(kill, limitMs);
    const event = parseEvent(line);
    if (event === undefined) return;
    if (event.event === 'start' && event.file !== undefined) started.add(event.file);
    if (event.event === 'file' && event.file !== undefined) started.delete(event.file);
    events.push(event);
  });
  const ended = Promise.withResolvers<Ending>();
  child
    .on('error', (error) => ended.resolve({ error }))
    .on('close', (code, signal) => ended.resolve({ code: signal === null ? (code ?? 0) : -constants.signals[signal] }));
  child.stdin.on('error', () => {});
  const request = {
    dagFolder,
    roots,
    files,
    seconds: secondsPerFile,
    memoryMb: memoryMbPerFile,
    processes,
    programs,
    hosts,
    image,
    ...incremental,
    ...answers,
  };
  child.stdin.end(JSON.stringify(request));
  const ending = await ended.promise;
  clearTimeout(timer);
  if (child.killed) await container?.remove(name);
  const begin = events.find(({ event }) => event === 'begin');
  const isDone = events.some(({ event }) => event === 'end');
  if (begin === undefined || (!isDone && isOwnFault(ending))) {
    throw loaderFailed(command, child.killed ? { limitMs } : ending, errors);
  }
  const {
    airflow = '',
    python: version = '',
    files: found = [],
    skipped = [],
    plugins = [],
    surroundings = '',
  } = begin;
  const kept = new Map(Object.entries(begin.kept ?? {}));
  const reports = events.filter(({ event }) => event === 'file') as unknown as FileReport[];
  const code = 'code' in ending ? ending.code : undefined;
  const seen = { airflow, version, files: found, skipped, plugins, surroundings, kept };
  return { ...seen, reports, started: [...started], code, words: errors };
}

/** How the loader ended, or its silence before it was killed. `code`: negative for a signal. */
type Ending = { readonly error: Error } | { readonly code: number } | { readonly limitMs: number };

/** Returns whether the loader itself failed: a DAG file can end it only by a signal, which docker reports as 128 + n. */
function isOwnFault(ending: Ending): boolean {
  return 'code' in ending && ending.code > 0 && ending.code <= 128;
}

function parseEvent(line: string): Event | undefined {
  return parseJson(line) as Event | undefined;
}

function loaderFailed(command: string, ending: Ending, errors: string): UserError {
  const lines = errors.trim().split('\n').slice(-MAX_ERROR_LINES);
  const last = lines.at(-1) ?? '';
  const silence = 'code' in ending ? ' and wrote nothing to standard error' : '';
  const reason = `${describeEnding(ending)}${last === '' ? silence : `: ${last}`}`;
  const words = lines.length < 2 ? '' : `\n\n${lines.map((line) => `    ${line}`).join('\n')}`;
  return new UserError(
    'airflow-missing',
    `${command} cannot load the DAGs: ${reason.replace(/\.?$/, '.')}${words}`,
    'Install supported versions of Airflow and Python and all of requirements.txt in the interpreter of the input python, or in the image if that input is empty.',
    { cause: 'error' in ending ? ending.error : undefined },
  );
}

function describeEnding(ending: Ending): string {
  if ('error' in ending) return ending.error.message;
  if ('limitMs' in ending) return `the loader reported nothing for ${ending.limitMs / 1_000} s and was killed`;
  const { code } = ending;
  const signal = code < 0 ? -code : code > 128 ? code - 128 : undefined;
  if (signal === undefined) return `the loader ended with exit code ${code}`;
  const [name = String(signal)] = Object.entries(constants.signals).find(([, number]) => number === signal) ?? [];
  return `the loader was killed by signal ${name}${name === 'SIGKILL' ? ', as happens when memory runs out' : ''}`;
}
