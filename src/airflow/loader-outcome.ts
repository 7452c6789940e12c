import { constants } from 'node:os';
import { UserError } from '../errors.ts';
import type { FileReport, Inventory } from './inventory.ts';
import type { Freshness, Verified } from './loading.ts';

/** The lines of a traceback's end in the message. */
const MAX_ERROR_LINES = 15;

/** A line that the loader writes. */
export interface Event {
  readonly event: 'ready' | 'verified' | 'begin' | 'start' | 'file' | 'end';
  readonly file?: string;
  readonly files?: readonly string[];
  readonly airflow?: string;
  readonly python?: string;
  readonly skipped?: Inventory['skipped'];
  readonly plugins?: Inventory['plugins'];
  readonly surroundings?: string;
  readonly kept?: Readonly<Record<string, Freshness>>;
  /** Why a `verified` has neither. */
  readonly because?: string;
}

/** What the loader reported. */
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

/** How the loader ended, or its silence before it was killed. `code`: negative for a signal. */
export type Ending = { readonly error: Error } | { readonly code: number } | { readonly limitMs: number };

/** Returns the files that a loader loads, by its `begin`: those without a valid kept result. */
export function filesToLoad({ files = [], kept = {} }: Pick<Event, 'files' | 'kept'>): readonly string[] {
  return files.filter((file) => kept[file]?.id === undefined);
}

/** Returns what a loader found out about another checkout. */
export function readVerified({ files, kept = {}, because = 'the loader did not say' }: Event): Verified {
  return files === undefined ? { because } : { files, kept: new Map(Object.entries(kept)) };
}

/** Returns what the loader reported. @throws UserError `airflow-missing` if it failed itself */
export function readOutcome(command: string, events: readonly Event[], ending: Ending, words: string): Outcome {
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
