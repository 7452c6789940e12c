import { stringify } from 'yaml';

export interface Hold {
  readonly reason: string;
  /** A login. */
  readonly by: string;
  readonly run: string;
}

/** The file that stops all deployments of the values file beside it. */
export function holdPath(valuesFile: string): string {
  return `${valuesFile}.hold`;
}

/** Its text. What it says is for people: that it exists is what holds. */
export function holdText({ reason, by, run }: Hold, since = new Date()): string {
  return stringify({ reason, by: `@${by}`, since: since.toISOString().replace(/\.\d+Z$/, 'Z'), run }, { lineWidth: 0 });
}
