import type { Hydrator } from './hydrator.ts';
import { type Desired, readDesired, type Source } from './read-desired.ts';
import type { Scenario } from './scenario.ts';

export interface CommitsOptions {
  /** The name of the application. */
  readonly name: string;
  readonly source: Source;
  /** Renders the manifests into a branch of their own, which is the one that is synced. */
  readonly hydrator?: Hydrator;
}

/** Reads the state that Argo CD should apply, at the head of the branch that it syncs. */
export class Commits {
  readonly #options: CommitsOptions;
  /** The states of the other branch, by commit. */
  readonly #dry = new Map<string, Desired>();

  constructor(options: CommitsOptions) {
    this.#options = options;
  }

  async read(scenario: Scenario): Promise<Desired> {
    const { name, source, hydrator } = this.#options;
    const dry = await readDesired(name, source);
    if (hydrator === undefined) return dry;
    this.#dry.set(dry.revision, dry);
    if (scenario.kind === 'hydration-failed') hydrator.fail(dry.revision, scenario.message ?? 'helm template failed');
    else await hydrator.hydrate(dry.revision, dry.values);
    const synced = await hydrator.readSynced();
    const desired = synced && this.#dry.get(synced.dry);
    if (synced === undefined || desired === undefined) throw new Error('the synced branch does not exist');
    return { ...desired, revision: synced.hydrated };
  }
}
