import { parse, stringify } from 'yaml';
import { formatFor } from '../time.ts';

export interface Hold {
  readonly reason: string;
  /** `@login`, or the name of what held. */
  readonly by: string;
  readonly run: string;
}

/** Returns the path of the file that stops all deployments of the values file beside it. */
export function holdPath(valuesFile: string): string {
  return `${valuesFile}.hold`;
}

/** Returns the text of a hold file. The hold is in force as long as the file exists; its content is for people only. */
export function holdText({ reason, by, run }: Hold, since = new Date()): string {
  return stringify(
    { reason: reason.replace(/\s+/g, ' '), by, since: since.toISOString().replace(/\.\d+Z$/, 'Z'), run },
    { lineWidth: 0 },
  );
}

const FACT = /^(reason|by|since|run):\s*(.*)$/;
const MAX_WORDS = 200;

/**
 * Returns a hold as a sentence without its full stop, for logs and summaries: from the facts that `holdText` writes, or
 * from the only line of a text that a person wrote. All other content stays in the GitOps repository.
 */
export function formatHold(text: string, now = Date.now()): string {
  const facts = readHold(text);
  const { reason, by, since, run } = facts;
  if (text.trim() === '') return 'Held';
  if (Object.keys(facts).length === 0)
    return linesOf(text).length === 1
      ? `Held: ${text.trim().slice(0, MAX_WORDS)}`
      : 'Held; the GitOps repository has the reason';
  const who = by === undefined ? 'Held' : `Held by ${by}`;
  const when = since === undefined ? '' : ` ${formatFor(since, now)}`;
  return `${who}${when}${reason === undefined ? '' : `: ${reason}`}${run === undefined ? '' : ` (${run})`}`;
}

/** Returns the facts of a hold file, as far as its lines have them; a person can write any text into it. */
export function readHold(text: string): Partial<Record<'reason' | 'by' | 'since' | 'run', string>> {
  return Object.fromEntries(linesOf(text).flatMap(readFact));
}

function linesOf(text: string): string[] {
  return text.trim().split(/\s*\n\s*/);
}

/** Returns the name and the value of a line. A value is a YAML scalar; one that a person wrote may be anything. */
function readFact(line: string): [string, string][] {
  const [, name, value] = FACT.exec(line) ?? [];
  if (name === undefined || value === undefined) return [];
  try {
    const scalar: unknown = parse(value);
    return [[name, typeof scalar === 'string' ? scalar : value]];
  } catch {
    return [[name, value]];
  }
}
