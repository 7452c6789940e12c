import { gitText, identity } from '../github/git.ts';

const ARGOCD = identity({ name: 'Argo CD', email: 'argo-cd@example.com' });

/** The setting `spec.sourceHydrator` of an application; https://argo-cd.readthedocs.io/en/stable/user-guide/source-hydrator/ */
export interface HydratorOptions {
  /** The branch that is synced. */
  readonly branch: string;
  readonly path: string;
  /** The branch that is written, if something else merges it into the other. */
  readonly hydrateTo?: string;
}

/** The state `status.sourceHydrator`. */
export interface HydrationState {
  readonly phase: 'Hydrated' | 'Failed';
  readonly message: string;
  readonly dry: string;
  /** The last success. */
  readonly done: { readonly dry: string; readonly hydrated: string } | undefined;
}

/** Renders commits of one branch into commits of another, as Argo CD's commit server does. */
export class Hydrator {
  readonly #repository: string;
  readonly #options: HydratorOptions;
  #state: HydrationState | undefined;

  constructor(repository: string, options: HydratorOptions) {
    this.#repository = repository;
    this.#options = options;
  }

  get options(): HydratorOptions {
    return this.#options;
  }

  get state(): HydrationState | undefined {
    return this.#state;
  }

  /** Writes the rendered manifests of a commit, with the file that names the commit. */
  async hydrate(dry: string, manifest: string): Promise<void> {
    if (this.#state?.done?.dry === dry) return;
    const { branch, path, hydrateTo = branch } = this.#options;
    const metadata = JSON.stringify({ repoURL: this.#repository, drySha: dry });
    const blobs = [
      ['hydrator.metadata', metadata],
      ['manifest.yaml', manifest],
    ] as const;
    const entries = await Promise.all(
      blobs.map(
        async ([name, text]) => `100644 blob ${await this.#git(['hash-object', '-w', '--stdin'], text)}\t${name}\n`,
      ),
    );
    let tree = await this.#git(['mktree'], entries.join(''));
    for (const folder of path.split('/').toReversed()) {
      tree = await this.#git(['mktree'], `040000 tree ${tree}\t${folder}\n`);
    }
    const ref = `refs/heads/${hydrateTo}`;
    const parent = await this.#git(['rev-parse', '--verify', '--quiet', ref]).catch(() => '');
    const parents = parent === '' ? [] : ['-p', parent];
    const hydrated = await this.#git(['commit-tree', tree, ...parents, '-m', `${dry.slice(0, 7)}: hydrated`]);
    await this.#git(['update-ref', ref, hydrated]);
    this.#state = { phase: 'Hydrated', message: '', dry, done: { dry, hydrated } };
  }

  fail(dry: string, message: string): void {
    this.#state = { phase: 'Failed', message, dry, done: this.#state?.done };
  }

  /** Returns the head of the branch that is synced, and the commit that it was rendered from. */
  async readSynced(): Promise<{ readonly hydrated: string; readonly dry: string } | undefined> {
    const { branch, path } = this.#options;
    const hydrated = await this.#git(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`]).catch(() => '');
    if (hydrated === '') return undefined;
    const { drySha } = JSON.parse(await this.#git(['cat-file', 'blob', `${hydrated}:${path}/hydrator.metadata`]));
    return { hydrated, dry: drySha };
  }

  #git(parameters: readonly string[], input = ''): Promise<string> {
    return gitText(this.#repository, parameters, { input, environment: ARGOCD });
  }
}
