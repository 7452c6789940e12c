import { stringify } from 'yaml';

export interface Hold {
  readonly reason: string;
  /** A login. */
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
    { reason: reason.replace(/\s+/g, ' '), by: `@${by}`, since: since.toISOString().replace(/\.\d+Z$/, 'Z'), run },
    { lineWidth: 0 },
  );
}

const FACT = /^(?:reason|by|since|run):/;
const MAX_WORDS = 200;

/**
 * Formats the facts of a hold file in one line, for logs and summaries: those that `holdText` writes, or the only line of
 * a text that a person wrote. Shows nothing else of the GitOps repository.
 */
export function formatHold(text: string): string {
  const lines = text.trim().split(/\s*\n\s*/);
  const facts = lines.filter((line) => FACT.test(line));
  if (facts.length > 0) return facts.join(' · ');
  return lines.length === 1 ? text.trim().slice(0, MAX_WORDS) : 'its reason is in the GitOps repository';
}
