import type { DeploymentEvent, PageData } from './data.ts';
import { formatFailure, formatKind, formatNote, formatPullRequest } from './format.ts';

/** Finds events that contain all words of a text, in any order and case. */
export class Search {
  readonly #data: PageData;
  readonly #texts = new Map<DeploymentEvent, string>();

  constructor(data: PageData) {
    this.#data = data;
  }

  find(events: readonly DeploymentEvent[], text: string): readonly DeploymentEvent[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return words.length === 0
      ? events
      : events.filter((event) => words.every((word) => this.#text(event).includes(word)));
  }

  #text(event: DeploymentEvent): string {
    const known = this.#texts.get(event);
    if (known !== undefined) return known;
    const text = textOf(event, this.#data);
    this.#texts.set(event, text);
    return text;
  }
}

function textOf(event: DeploymentEvent, { files }: PageData): string {
  const { file, pullRequests = [], approvers = [], ending, tag, sourceCommit, source, oid } = event;
  const { name, path } = (file === undefined ? undefined : files[file]) ?? {};
  const parts = [
    formatKind(event),
    formatFailure(event) ?? ending,
    name,
    path,
    event.environment,
    ...pullRequests.map(formatPullRequest),
    ...approvers,
    formatNote(event),
    tag,
    sourceCommit,
    source,
    oid,
    event.at,
  ];
  return parts.join('\n').toLowerCase();
}
