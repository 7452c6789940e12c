import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { UserError } from '../errors.ts';
import { parseJson } from '../parse-json.ts';
import type { FileReport, Inventory } from './inventory.ts';
import type { Clocked, Freshness, KeptRequest } from './loading.ts';
import type { Answers, Limits, Python } from './python.ts';

/** The time to start Python and import Airflow. */
const START_LIMIT_MS = 120_000;
const MAX_ERROR_CHARACTERS = 4_000;
/** The lines of a traceback's end in the message. */
const MAX_ERROR_LINES = 15;

interface Event {
  readonly event: 'ready' | 'begin' | 'start' | 'file' | 'end';
  readonly file?: string;
  readonly files?: readonly string[];
  readonly airflow?: string;
  readonly python?: string;
  readonly skipped?: Inventory['skipped'];
  readonly plugins?: Inventory['plugins'];
  readonly surroundings?: string;
  readonly kept?: Readonly<Record<string, Freshness>>;
}

export interface Outcome {
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

/** A loader that imports Airflow and lists the files, then waits for the results of earlier runs. */
export interface LoaderProcess {
  /** Sends those results, and returns what the loader reports. @throws UserError `airflow-missing` */
  finish(kept: KeptRequest | undefined): Promise<Outcome>;
  /** Ends the loader, if it has not ended. */
  stop(): Promise<void>;
}

/** Starts the loader for all files, or only some, relative to the DAG folder. */
export function startLoader(
  python: Python,
  limits: Limits,
  answers: Answers,
  files: readonly string[] | undefined,
  watchesClock: Clocked,
): LoaderProcess {
  const { command, environment, cwd } = python;
  const name = `flux-airflow-loader-${randomUUID()}`;
  const container = 'container' in python ? python.container : undefined;
  const args = 'args' in python ? python.args : python.container.run(name);
  const child = spawn(command, args, { cwd, env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  const silence = new SilenceLimit(() => child.kill('SIGKILL'));
  const events: Event[] = [];
  let errors = '';
  let isComplete = false;
  child.stderr.on('data', (data) => {
    errors = (errors + data).slice(-MAX_ERROR_CHARACTERS);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    silence.begin(START_LIMIT_MS + 2_000 * limits.secondsPerFile);
    const event = parseJson(line) as Event | undefined;
    if (event !== undefined) events.push(event);
    if (event?.event === 'ready' && !isComplete) silence.end();
  });
  const ended = Promise.withResolvers<Ending>();
  child
    .on('error', (error) => ended.resolve({ error }))
    .on('close', (code, signal) => ended.resolve({ code: signal === null ? (code ?? 0) : -constants.signals[signal] }));
  child.stdin.on('error', () => {});
  child.stdin.write(`${describeRequest(python, limits, answers, files, watchesClock)}\n`);
  const end = async () => {
    const ending = await ended.promise;
    silence.end();
    if (child.killed) await container?.remove(name);
    return ending;
  };
  return {
    finish: async (kept) => {
      isComplete = true;
      silence.begin();
      child.stdin.end(`${JSON.stringify(kept ?? null)}\n`);
      const ending = await end();
      return readOutcome(command, events, child.killed ? { limitMs: silence.limitMs } : ending, errors);
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await end();
    },
  };
}

/** Ends a loader that reports nothing for too long. */
class SilenceLimit {
  /** The newest limit, in milliseconds. */
  limitMs = 0;
  readonly #kill: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(kill: () => void) {
    this.#kill = kill;
    this.begin(START_LIMIT_MS);
  }

  begin(limitMs = this.limitMs): void {
    this.end();
    this.limitMs = limitMs;
    this.#timer = setTimeout(this.#kill, limitMs);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** Returns the first line for the loader: `request.py`. */
function describeRequest(
  { dagFolder, roots, image }: Python,
  { secondsPerFile, memoryMbPerFile, processes, programs, hosts }: Limits,
  answers: Answers,
  files: readonly string[] | undefined,
  watchesClock: Clocked,
): string {
  const limits = { seconds: secondsPerFile, memoryMb: memoryMbPerFile, processes, programs, hosts };
  return JSON.stringify({ dagFolder, roots, files, image, watchesClock, ...limits, ...answers });
}

/** Returns what the loader reported. @throws UserError `airflow-missing` if it failed itself */
function readOutcome(command: string, events: readonly Event[], ending: Ending, words: string): Outcome {
  const begin = events.find(({ event }) => event === 'begin');
  const isDone = events.some(({ event }) => event === 'end');
  if (begin === undefined || (!isDone && isOwnFault(ending))) throw loaderFailed(command, ending, words);
  const { airflow = '', python = '', files = [], skipped = [], plugins = [], surroundings = '' } = begin;
  const reports = events.filter(({ event }) => event === 'file') as unknown as FileReport[];
  const done = new Set(reports.map(({ file }) => file));
  const begun = events.filter(({ event }) => event === 'start').map(({ file = '' }) => file);
  const kept = new Map(Object.entries(begin.kept ?? {}));
  const code = 'code' in ending ? ending.code : undefined;
  const seen = { airflow, version: python, files, skipped, plugins, surroundings, kept };
  return { ...seen, reports, started: begun.filter((file) => !done.has(file)), code, words };
}

/** How the loader ended, or its silence before it was killed. `code`: negative for a signal. */
type Ending = { readonly error: Error } | { readonly code: number } | { readonly limitMs: number };

/** Returns whether the loader itself failed: a DAG file can end it only by a signal, which docker reports as 128 + n. */
function isOwnFault(ending: Ending): boolean {
  return 'code' in ending && ending.code > 0 && ending.code <= 128;
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
