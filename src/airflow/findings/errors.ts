import type { Failure, LoadError } from '../inventory.ts';
import type { DagCode, DagFinding } from './finding.ts';

/** The maximum length of a process's last line of stderr. Characters. */
const MAX_WORDS = 300;

/** Matches the errors that the loader raises to prevent an effect; the first alternative is `MARK` of effects/effects.py. */
const IN_PLACE_OF_EFFECT = /refused by flux-airflow check|is not in config\/variables\.json/;

/** Returns whether an error follows from an effect that the check refused. */
export function isCausedByRefusal({ text }: LoadError): boolean {
  return IN_PLACE_OF_EFFECT.test(text);
}

/** Returns how a file ended the process that loaded it, or its time limit. */
export function describeFailure(failure: Failure): string {
  if (failure.kind === 'slow') return `took longer than ${failure.seconds} s to load, so the check stopped it`;
  return `ends the process that loads it${howEnded(failure.code)}${lastLine(failure)}`;
}

function howEnded(code: number | undefined): string {
  if (code === undefined) return '';
  return code < 0 ? ` by signal ${-code}` : ` with exit code ${code}`;
}

function lastLine({ words = '' }: Failure): string {
  const line = words.trim().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? '' : `: ${line.slice(0, MAX_WORDS)}`;
}

/** Returns the innermost line of the DAG file in the traceback. */
export function lineOf({ places }: LoadError, path: string): number | undefined {
  return places.findLast(([file]) => file === path)?.[1];
}

/** Returns the finding at the line of the DAG file; the message also names a deeper place in the team's code. */
export function explainError(error: LoadError, path: string, advice: string): DagFinding {
  const { message, places, line: known } = error;
  const deep = places.at(-1);
  const line = Math.max(lineOf(error, path) ?? known ?? 1, 1);
  const also = deep === undefined || deep[0] === path ? '' : ` (raised in ${deep[0]} line ${deep[1]})`;
  const [first = '', ...more] = message.split('\n');
  const text = [`${first}${also}${advice}`, ...more].join('\n');
  return { level: 'error', code: codeOf(message), message: text, location: { file: path, line } };
}

function codeOf(message: string): DagCode {
  if (/^(?:SyntaxError|IndentationError|TabError)\b/.test(message)) return 'dag-syntax';
  if (message.startsWith('MemoryError')) return 'dag-memory';
  if (/^\S*Cycle/.test(message)) return 'dag-cycle';
  return /^\S*DuplicatedId/.test(message) ? 'dag-duplicate' : 'dag-import';
}
