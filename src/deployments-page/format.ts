import type { DeploymentEvent, Kind, PullRequestLink } from './data.ts';
import type { Spread } from './statistics.ts';

/** Placeholder for unknown values. */
export const UNKNOWN = '–';

/** Name and sign of each kind of event. */
export const KINDS: Readonly<Record<Kind, { readonly sign: string; readonly word: string }>> = {
  deploy: { sign: '✓', word: 'Deployed' },
  rollback: { sign: '↩', word: 'Rolled back' },
  resume: { sign: '▶', word: 'Resumed' },
  hold: { sign: '‖', word: 'Held' },
  'by-hand': { sign: '✎', word: 'By hand' },
  failed: { sign: '✗', word: 'Failed' },
};

/** Returns what an event is: `Rolled back automatically`. */
export function formatKind({ kind, failedCommit }: DeploymentEvent): string {
  const { word } = KINDS[kind];
  return failedCommit === undefined ? word : `${word} automatically`;
}

/** Returns how a deployment failed after its commit; `undefined` if it did not. */
export function formatFailure({ ending, isRolledBack }: DeploymentEvent): string | undefined {
  if (isRolledBack === true) return 'failed and rolled back';
  return ending === 'failed' ? 'rollout failed' : undefined;
}

/** `42 s`, `3 min 20 s`, `2 h 5 min`, `4 d 1 h`. */
export function formatDuration(seconds: number | undefined): string {
  if (seconds === undefined) return UNKNOWN;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return formatTwoUnits(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(whole / 60);
  if (minutes < 1440) return formatTwoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(minutes / 60);
  return formatTwoUnits(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function formatTwoUnits(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`;
}

/** Returns median and 90th percentile: `3 min 20 s, 12 min`. */
export function formatSpread(spread: Spread | undefined): string {
  return spread === undefined ? UNKNOWN : `${formatDuration(spread.median)}, ${formatDuration(spread.p90)}`;
}

/** Shortens the commit in a tag to seven digits. */
export function shortenTag(tag: string): string {
  return tag.replace(/([0-9a-f]{7})[0-9a-f]{33}$/, '$1');
}

/** Returns the common folder of all paths, with its slash; empty if there is none. */
export function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths.map((path) => path.slice(0, path.lastIndexOf('/') + 1));
  const steps = first.split('/').slice(0, -1);
  const shared = steps.findLastIndex((_, index) => {
    const folder = `${steps.slice(0, index + 1).join('/')}/`;
    return others.every((other) => other.startsWith(folder));
  });
  return shared < 0 ? '' : `${steps.slice(0, shared + 1).join('/')}/`;
}

/** Returns `Load orders hourly (#12)`, or only the number if the title is unknown. */
export function formatPullRequest({ url, title }: PullRequestLink): string {
  const number = `#${url.split('/').at(-1)}`;
  return title === undefined ? number : `${title} (${number})`;
}

/** Returns the note of an event: reason, error, requester. */
export function formatNote({ note, error, breakGlass, requestedBy, kind, author }: DeploymentEvent): string {
  const parts = [
    note,
    error === undefined ? undefined : `failed: ${error}`,
    breakGlass === undefined ? undefined : `break-glass: ${breakGlass}`,
    requestedBy === undefined ? undefined : `requested by ${requestedBy}`,
    kind === 'by-hand' && author !== undefined ? `by ${author}` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}
