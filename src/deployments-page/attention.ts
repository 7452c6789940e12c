import type { DeploymentEvent, PageData, PageFile, WaitingMerge } from './data.ts';

/** Why people should look at a values file, most urgent first. */
export const CONCERNS = ['failed', 'held', 'by-hand', 'no-tag', 'behind'] as const;
export type Concern = (typeof CONCERNS)[number];

/** The state of a values file as the page shows it. */
export interface FileState {
  readonly file: PageFile;
  readonly index: number;
  /** The deployment that wrote the tag. */
  readonly current?: DeploymentEvent;
  /** The newest run, if it failed before its commit. */
  readonly refused?: DeploymentEvent;
  /** The merges that are not deployed although their deployment had time to run. */
  readonly overdue: readonly WaitingMerge[];
  /** Most urgent first. */
  readonly concerns: readonly Concern[];
}

/** A deployment takes minutes, and may wait for others or for an approval of its environment. */
const OVERDUE_MS = 3_600_000;

/** Returns the state of each values file: those that need attention first, most urgent first, then the others by name. */
export function rankFiles(data: PageData): FileState[] {
  const newest = new Map<number, DeploymentEvent>();
  for (const event of data.events) {
    if (event.file !== undefined && event.kind !== 'by-hand' && !newest.has(event.file)) newest.set(event.file, event);
  }
  const fileStates = data.files.map((file, index) => evaluateFile(data, file, index, newest.get(index)));
  const urgency = ({ concerns: [first] }: FileState) =>
    first === undefined ? CONCERNS.length : CONCERNS.indexOf(first);
  return fileStates.sort((a, b) => urgency(a) - urgency(b) || a.file.name.localeCompare(b.file.name, 'en'));
}

function evaluateFile(
  { events, readAt }: PageData,
  file: PageFile,
  index: number,
  newest: DeploymentEvent | undefined,
): FileState {
  const current = file.current === undefined ? undefined : events[file.current];
  const refused = newest?.kind === 'failed' ? newest : undefined;
  const { waiting = [] } = file;
  const overdue = waiting.filter(({ mergedAt }) => Date.parse(readAt) - Date.parse(mergedAt) > OVERDUE_MS);
  const found: Readonly<Record<Concern, boolean>> = {
    failed: refused !== undefined || current?.ending === 'failed',
    held: file.hold !== undefined,
    'by-hand': file.tag !== null && current === undefined,
    'no-tag': file.tag === null,
    behind: overdue.length > 0,
  };
  return {
    file,
    index,
    ...(current === undefined ? {} : { current }),
    ...(refused === undefined ? {} : { refused }),
    overdue,
    concerns: CONCERNS.filter((concern) => found[concern]),
  };
}
