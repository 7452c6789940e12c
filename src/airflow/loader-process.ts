import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { parseJson } from '../parse-json.ts';
import { type Ending, type Event, filesToLoad, type Outcome, readOutcome, readVerified } from './loader-outcome.ts';
import type { Clocked, KeptRequest, OtherCheckout, Verified } from './loading.ts';
import type { Answers, Limits, Python } from './python.ts';

/** The time to start Python and import Airflow. */
const START_LIMIT_MS = 120_000;
const MAX_ERROR_CHARACTERS = 4_000;

/** The files to load, relative to the DAG folder: some, all that Airflow lists, or those of the second line. */
export type Choice = readonly string[] | 'all' | 'later';

/** The second line for the loader. */
export interface SecondLine {
  /** The results of earlier runs. */
  readonly kept?: KeptRequest | undefined;
  /** The files, if they come later. */
  readonly files?: readonly string[];
}

/** A loader that imports Airflow and lists the files, then waits for the second line. */
export interface LoaderProcess {
  /** Settles when the loader begins to load: the files without a valid kept result. `undefined` if it ended before. */
  readonly begun: Promise<readonly string[] | undefined>;
  /** Asks, before `finish`, which files of another checkout have a valid kept result. Never rejects. */
  verify(other: OtherCheckout): Promise<Verified>;
  /** Sends the second line, and returns what the loader reports. @throws UserError `airflow-missing` */
  finish(line?: SecondLine): Promise<Outcome>;
  /** Ends the loader, if it has not ended. */
  stop(): Promise<void>;
}

/** Starts the loader. */
export function startLoader(
  python: Python,
  limits: Limits,
  answers: Answers,
  files: Choice,
  watchesClock: Clocked,
): LoaderProcess {
  const { command, environment: env, cwd } = python;
  const name = `flux-airflow-loader-${randomUUID()}`;
  const container = 'container' in python ? python.container : undefined;
  const args = 'args' in python ? python.args : python.container.run(name);
  const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  const silence = new SilenceLimit(() => child.kill('SIGKILL'));
  const events: Event[] = [];
  const begun = Promise.withResolvers<readonly string[] | undefined>();
  const verified = Promise.withResolvers<Verified>();
  let isRequestComplete = false;
  const errors = keepEnd(child.stderr);
  createInterface({ input: child.stdout }).on('line', (line) => {
    silence.begin(START_LIMIT_MS + 2_000 * limits.secondsPerFile);
    const event = parseJson(line) as Event | undefined;
    if (event !== undefined) events.push(event);
    if (isBeforeSecondLine(event) && !isRequestComplete) silence.end();
    if (event?.event === 'begin') begun.resolve(filesToLoad(event));
    if (event?.event === 'verified') verified.resolve(readVerified(event));
  });
  const ended = endingOf(child).finally(() => verified.resolve({ because: 'the loader that verifies them ended' }));
  child.stdin.on('error', () => {}).write(`${describeRequest(python, limits, answers, files, watchesClock)}\n`);
  const end = async () => {
    const ending = await ended;
    begun.resolve(undefined);
    silence.end();
    if (child.killed) await container?.remove(name);
    return ending;
  };
  return {
    begun: begun.promise,
    verify: (other) => {
      child.stdin.write(`${JSON.stringify({ verify: other })}\n`);
      return verified.promise;
    },
    finish: async (line = {}) => {
      isRequestComplete = true;
      silence.begin();
      child.stdin.end(`${JSON.stringify(line)}\n`);
      const ending = await end();
      return readOutcome(command, events, child.killed ? silence : ending, errors());
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await end();
    },
  };
}

/** Returns a function that gives the end of what a stream had until then. */
function keepEnd(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.on('data', (data) => {
    text = (text + data).slice(-MAX_ERROR_CHARACTERS);
  });
  return () => text;
}

/** Returns whether the loader writes nothing more after this event until it gets a line. */
function isBeforeSecondLine(event: Event | undefined): boolean {
  return event?.event === 'ready' || event?.event === 'verified';
}

/** Settles when a process has ended, or could not be started. */
function endingOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child
      .on('error', (error) => resolve({ error }))
      .on('close', (code, signal) => resolve({ code: signal === null ? (code ?? 0) : -constants.signals[signal] }));
  });
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
  choice: Choice,
  watchesClock: Clocked,
): string {
  const files = typeof choice === 'string' ? undefined : choice;
  const limits = { seconds: secondsPerFile, memoryMb: memoryMbPerFile, processes, programs, hosts };
  return JSON.stringify({
    dagFolder,
    roots,
    files,
    filesLater: choice === 'later',
    image,
    watchesClock,
    ...limits,
    ...answers,
  });
}
