import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { splitRepository } from '../../src/github/repository/split-repository.ts';
import type { Activity, ActivityAccess, ActivityType } from './activity.ts';
import { afterPush } from './after-push.ts';
import type { CheckRun } from './check-run.ts';
import type { WrittenStatus } from './commit-status.ts';
import type { Deployment } from './deployment.ts';
import { GitError, git } from './git.ts';
import type { Issue } from './issue.ts';
import { LateIndex } from './late-index.ts';
import { ObjectReader } from './object-reader.ts';
import {
  type CommitObject,
  type FileContent,
  NO_COMMIT,
  parseCommit,
  readCommits,
  swapRef,
  writeCommit,
} from './objects.ts';
import { PullRequest } from './pull-request.ts';
import type { Release } from './release.ts';
import { type Ruleset, ruleRejectionReason } from './ruleset.ts';
import { type Settings, USUAL_SETTINGS } from './settings.ts';
import type { GitHubState, Level, User } from './state.ts';
import { timestamp } from './timestamp.ts';

export interface RepositoryOptions {
  /** The files of the first commit. Without them the repository is empty. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly defaultBranch?: string;
  readonly message?: string;
  /** login → level */
  readonly collaborators?: Readonly<Record<string, Level>>;
  /** `org/slug` → level */
  readonly teams?: Readonly<Record<string, Level>>;
}

export interface DirectCommit {
  readonly branch: string;
  readonly message: string;
  /** A login. */
  readonly author: string;
  readonly files: Readonly<Record<string, FileContent>>;
  /** The start of a new branch. Default: the branch's head. */
  readonly parent?: string;
}

/** Less than the action's first wait: a test shows that it asks again, and does not measure its patience. */
const USUAL_DELAY_MS = 300;

/** Allows pushes over HTTP, and does not flush to disk. https://git-scm.com/docs/git-config */
const SETTINGS = '[http]\n\treceivepack = true\n[core]\n\tfsync = none\n';

/** A bare git repository with GitHub's metadata. */
export class Repository {
  readonly id: number;
  readonly fullName: string;
  readonly directory: string;
  readonly gitUrl: string;
  readonly webUrl: string;
  readonly defaultBranch: string;
  readonly collaborators: Map<string, Level>;
  /** `org/slug`, in lower case → level */
  readonly teams: Map<string, Level>;
  readonly state: GitHubState;
  readonly objects: ObjectReader;
  readonly pullRequests: PullRequest[] = [];
  readonly activities: Activity[] = [];
  readonly issues: Issue[] = [];
  readonly checkRuns: CheckRun[] = [];
  readonly statuses: WrittenStatus[] = [];
  readonly deployments: Deployment[] = [];
  /** Sigstore bundles, with the digests that their statements are about. */
  readonly attestations: { readonly id: number; readonly bundle: unknown; readonly digests: readonly string[] }[] = [];
  readonly releases: Release[] = [];
  rulesets: readonly Ruleset[] = [];
  settings: Settings = USUAL_SETTINGS;
  /** Off by default, as on GitHub. */
  autoMergeAllowed = false;
  /** Commits that GitHub made and signed, through its API or a merge. */
  readonly signed = new Set<string>();
  readonly #mergedPullRequests = new LateIndex<PullRequest>(USUAL_DELAY_MS);
  readonly #activityLog = new LateIndex<Activity>(USUAL_DELAY_MS);
  #isLogHidden = false;

  private constructor(
    state: GitHubState,
    fullName: string,
    directory: string,
    baseUrl: string,
    options: RepositoryOptions,
  ) {
    this.id = state.nextId();
    this.state = state;
    this.fullName = fullName;
    this.directory = directory;
    this.objects = new ObjectReader(directory);
    this.webUrl = `${baseUrl}/${fullName}`;
    this.gitUrl = `${this.webUrl}.git`;
    this.defaultBranch = options.defaultBranch ?? 'main';
    this.collaborators = new Map(Object.entries(options.collaborators ?? {}));
    this.teams = new Map(Object.entries(options.teams ?? {}));
  }

  static async create(
    state: GitHubState,
    fullName: string,
    root: string,
    baseUrl: string,
    options: RepositoryOptions,
  ): Promise<Repository> {
    const directory = join(root, `${fullName}.git`);
    await mkdir(directory, { recursive: true });
    const repository = new Repository(state, fullName, directory, baseUrl, options);
    await git(directory, ['init', '--quiet', '--bare', `--initial-branch=${repository.defaultBranch}`]);
    await appendFile(join(directory, 'config'), SETTINGS);
    if (options.files !== undefined) await repository.#begin(options.files, options.message ?? 'Initial commit');
    state.repositories.set(fullName.toLowerCase(), repository);
    return repository;
  }

  async #begin(files: NonNullable<RepositoryOptions['files']>, message: string): Promise<void> {
    const owner = this.state.user(this.owner);
    const first = { parent: undefined, message, author: owner, committer: owner, files };
    const oid = await writeCommit(this.directory, first);
    await swapRef(this.directory, this.ref(this.defaultBranch), oid, NO_COMMIT);
    this.record(this.ref(this.defaultBranch), NO_COMMIT, oid, owner, 'branch_creation');
  }

  get owner(): string {
    return splitRepository(this.fullName).owner;
  }

  get name(): string {
    return splitRepository(this.fullName).name;
  }

  ref(branch: string): string {
    return `refs/heads/${branch}`;
  }

  /** Returns the branch's head. @throws GitError if the branch does not exist */
  async head(branch: string): Promise<string> {
    const oid = await this.resolve(this.ref(branch));
    if (oid === undefined) throw new GitError(`${this.fullName} has no branch ${branch}`);
    return oid;
  }

  /** Returns the id that a revision names; `undefined` if there is none. */
  async resolve(revision: string): Promise<string | undefined> {
    return (await this.objects.read(revision))?.oid;
  }

  async read(revision: string, path: string): Promise<Buffer | undefined> {
    const object = await this.objects.read(`${revision}:${path}`);
    return object?.type === 'blob' ? object.content : undefined;
  }

  /** Reads a commit; `undefined` if the repository lacks it. */
  async readCommit(oid: string): Promise<CommitObject | undefined> {
    const object = await this.objects.read(oid);
    return object?.type === 'commit' ? parseCommit(object) : undefined;
  }

  log(revision: string): Promise<CommitObject[]> {
    return readCommits(this.directory, [revision]);
  }

  /** Pushes a commit as the author, without checking rules. Returns the new head. */
  async commit({ branch, message, author, files, parent }: DirectCommit): Promise<string> {
    const before = await this.resolve(this.ref(branch));
    const user = this.state.user(author);
    const oid = await writeCommit(this.directory, {
      parent: before ?? parent,
      message,
      author: user,
      committer: user,
      files,
    });
    await swapRef(this.directory, this.ref(branch), oid, before ?? NO_COMMIT);
    await afterPush(this, this.ref(branch), before ?? NO_COMMIT, oid, user);
    return oid;
  }

  async openPullRequest(options: {
    title: string;
    author: string;
    head: string;
    base?: string;
    body?: string;
    from?: Repository;
  }): Promise<PullRequest> {
    const number = this.pullRequests.length + this.issues.length + 1;
    const pullRequest = await PullRequest.open(this, number, {
      base: this.defaultBranch,
      ...options,
    });
    this.pullRequests.push(pullRequest);
    return pullRequest;
  }

  /** Moves a branch to a commit, as a push does, without checking rules. */
  async push(branch: string, oid: string, by: string): Promise<void> {
    const ref = this.ref(branch);
    const before = (await this.resolve(ref)) ?? NO_COMMIT;
    await swapRef(this.directory, ref, oid, before);
    await afterPush(this, ref, before, oid, this.state.user(by));
  }

  isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    return git(this.directory, ['merge-base', '--is-ancestor', ancestor, descendant]).then(
      () => true,
      () => false,
    );
  }

  setRulesets(rulesets: readonly Ruleset[]): void {
    this.rulesets = rulesets;
  }

  /** Changes the given settings and keeps the others. */
  setSettings(settings: Partial<Settings>): void {
    this.settings = { ...this.settings, ...settings };
  }

  /** Sets how long after the first question the API names the pull request of merged commits. */
  delayAssociations(milliseconds: number): void {
    this.#mergedPullRequests.delayMs = milliseconds;
  }

  /** GitHub documents no permission for the activity log, and not how late it is. */
  setActivityAccess(access: ActivityAccess): void {
    this.#isLogHidden = access === 'hidden';
    if (access !== 'hidden') this.#activityLog.delayMs = access.afterMs;
  }

  /** Shows merges and the activity log without delay: for measurements, and tests that count queries. */
  indexAtOnce(): void {
    this.delayAssociations(0);
    this.setActivityAccess({ afterMs: 0 });
  }

  /** Returns the entries of the log that GitHub shows now, of a ref and a kind if given; `undefined` if none may be seen. */
  visibleActivities(ref: string | null, kind: string | null): readonly Activity[] | undefined {
    if (this.#isLogHidden) return undefined;
    const asked = this.activities.filter(
      (activity) => (ref === null || activity.ref === ref) && (kind === null || activity.type === kind),
    );
    const now = Date.now();
    return asked.filter((activity) => this.#activityLog.shows(activity, new Date(activity.timestamp), now));
  }

  /** Returns GitHub's message if the rules reject that this user changes the ref. */
  rejectionReason(ref: string, user: User, change: 'update' | 'force' | 'delete'): string | undefined {
    const isMember = (login: string) => login.toLowerCase() === user.login.toLowerCase();
    const teams = [...this.state.teams.values()]
      .filter(({ members }) => members.some(({ login, state }) => isMember(login) && state !== 'pending'))
      .map(({ id }) => id);
    const isAdmin = this.collaborators.get(user.login) === 'admin';
    return ruleRejectionReason(this.rulesets, this.defaultBranch, ref, { user, teams, isAdmin }, change);
  }

  record(ref: string, before: string, after: string, actor: User, type: ActivityType): void {
    const change = { before, after, ref, type, actor };
    this.activities.unshift({ id: this.state.nextId(), timestamp: timestamp(new Date()), ...change });
  }

  /** Returns the pull requests that contain a commit, as far as GitHub has indexed them. */
  async pullRequestsOf(oid: string): Promise<PullRequest[]> {
    const found: PullRequest[] = [];
    for (const pullRequest of this.pullRequests) {
      if (!(await pullRequest.contains(oid))) continue;
      const { mergedAt } = pullRequest;
      if (mergedAt === undefined || this.#mergedPullRequests.shows(pullRequest, mergedAt)) found.push(pullRequest);
    }
    const merged = found.filter(({ mergedAt }) => mergedAt !== undefined);
    return merged.length > 0 ? merged : found;
  }
}
