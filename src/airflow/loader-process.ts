import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { parseJson } from '../parse-json.ts';
import { type Ending, type Event, type Outcome, readOutcome } from './loader-outcome.ts';
import type { Clocked, KeptRequest } from './loading.ts';
import type { Answers, Limits, Python } from './python.ts';

/** The time to start Python and import Airflow. */
const START_LIMIT_MS = 120_000;
const MAX_ERROR_CHARACTERS = 4_000;

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
  let isRequestComplete = false;
  child.stderr.on('data', (data) => {
    errors = (errors + data).slice(-MAX_ERROR_CHARACTERS);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    silence.begin(START_LIMIT_MS + 2_000 * limits.secondsPerFile);
    const event = parseJson(line) as Event | undefined;
    if (event !== undefined) events.push(event);
    if (event?.event === 'ready' && !isRequestComplete) silence.end();
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
      isRequestComplete = true;
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
