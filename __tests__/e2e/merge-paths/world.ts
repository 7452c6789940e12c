import { gitText, identity } from '../../../sandbox/github/git.ts';
import type { MergeOptions } from '../../../sandbox/github/merge.ts';
import { mergeCommit } from '../../../sandbox/github/merge.ts';
import { mergeQueue } from '../../../sandbox/github/merge-queue.ts';
import { mergeRejectionReason } from '../../../sandbox/github/merge-rules.ts';
import { writeCommit } from '../../../sandbox/github/objects.ts';
import type { PullRequest } from '../../../sandbox/github/pull-request.ts';
import type { Repository } from '../../../sandbox/github/repository.ts';
import { ENGINEER, LEAD, SOURCE, type Stage } from '../../../sandbox/stage/stage.ts';

export type Method = MergeOptions['method'];

/** Another lead, who may also approve. */
export const OTHER_LEAD = 'linus';
/** A second account of the engineer, in the team of leads. */
export const SECOND_ACCOUNT = 'grace-at-home';
export const PENDING = 'penny';
export const LEFT = 'larry';
export const BOT = 'approver[bot]';
export const OUTSIDER = 'mallory';
export const PLATFORM = 'petra';

export const READER_TOKEN = 'ghs_ways00000000000000000000000000000004';

const RULESET = {
  id: 1,
  name: 'flux-airflow',
  enforcement: 'active',
  include: ['~DEFAULT_BRANCH'],
  rules: ['pull_request', 'non_fast_forward', 'deletion'],
} as const;

/**
 * The repository with the DAGs, with teams, rules and people. Everything happens whether the rules of the branch stop it or
 * not, as with rules that are off; `stoppedBy` keeps what they would have said.
 */
export class World {
  readonly source: Repository;
  readonly method: Method;
  readonly #stage: Stage;
  /** Of the names of its branches and files. */
  readonly #prefix: string;
  #files = 0;
  #branches = 0;
  stoppedBy: string | undefined;

  constructor(stage: Stage, method: Method, name: string) {
    this.#stage = stage;
    this.source = stage.source;
    this.method = method;
    this.#prefix = name;
  }

  /** The deployed head of main. */
  async begin(): Promise<void> {
    await gitText(this.source.directory, ['update-ref', 'refs/heads/main', this.#stage.first]);
    this.source.activities.splice(0);
  }

  main(): Promise<string> {
    return this.source.head('main');
  }

  file(): Record<string, string> {
    this.#files += 1;
    return { [`airflow/dags/${this.#prefix}_${this.#files}.py`]: `number = ${this.#files}\n` };
  }

  /** Creates a branch from main with one commit. Returns its name. */
  async branch(
    author: string,
    {
      files = this.file(),
      message = 'Add a DAG',
    }: { files?: Readonly<Record<string, string | null>>; message?: string } = {},
  ): Promise<string> {
    this.#branches += 1;
    const branch = `${this.#prefix}-${this.#branches}`;
    await this.source.commit({ branch, message, author, files, parent: await this.main() });
    return branch;
  }

  commit(branch: string, author: string, message = 'Change it'): Promise<string> {
    return this.source.commit({ branch, message, author, files: this.file() });
  }

  /** Commits without changes, one for each message. */
  async commitMany(branch: string, author: string, messages: readonly string[]): Promise<void> {
    const { directory, state } = this.source;
    const environment = identity(state.user(author));
    let head = await this.source.head(branch);
    for (const message of messages)
      head = await gitText(directory, ['commit-tree', `${head}^{tree}`, '-p', head, '-m', message], { environment });
    await this.source.push(branch, head, author);
  }

  /** Opens a pull request with one commit, by default of the engineer. */
  async propose(
    options: { author?: string; body?: string; base?: string; files?: Record<string, string | null> } = {},
  ) {
    const { author = ENGINEER, base = 'main', body = '', files } = options;
    const head = await this.branch(author, files === undefined ? {} : { files });
    return this.source.openPullRequest({ title: 'Add a DAG', author, head, base, body });
  }

  approve(pullRequest: PullRequest, author = LEAD): Promise<unknown> {
    return pullRequest.review({ author, state: 'APPROVED' });
  }

  /** Merges by the method of the scenario. Returns the new head of the base. */
  async merge(pullRequest: PullRequest, by = ENGINEER): Promise<string> {
    this.stoppedBy ??= await mergeRejectionReason(pullRequest, by);
    return pullRequest.merge({ method: this.method, by });
  }

  async queue(pullRequests: readonly PullRequest[]): Promise<string> {
    for (const pullRequest of pullRequests) this.stoppedBy ??= await mergeRejectionReason(pullRequest, ENGINEER);
    return mergeQueue(this.source, pullRequests, { method: this.method, by: ENGINEER });
  }

  /** Pushes existing commits to main. Returns the new head. */
  async push(oid: string, by = ENGINEER, change: 'update' | 'force' = 'update'): Promise<string> {
    this.stoppedBy ??= this.source.rejectionReason('refs/heads/main', this.source.state.user(by), change);
    await this.source.push('main', oid, by);
    return oid;
  }

  /** Returns a pull request whose approver did not see a pushed commit: the base had it then, and lost it by a force push. */
  async approveOnPushedBase(): Promise<PullRequest> {
    const before = await this.main();
    await this.push(await this.onTop(before));
    const pullRequest = await this.propose();
    await this.approve(pullRequest);
    await this.push(before, ENGINEER, 'force');
    return pullRequest;
  }

  /** A commit on top of another one, on no branch yet. */
  async onTop(
    parent: string,
    author = ENGINEER,
    message = 'Straight to main',
    files: Readonly<Record<string, string>> = this.file(),
  ): Promise<string> {
    const user = this.source.state.user(author);
    return writeCommit(this.source.directory, { parent, message, author: user, committer: user, files });
  }

  /** Creates a merge commit as on a developer's machine; `extra` adds changes that neither side has. */
  async mergeByHand(base: string, head: string, message: string, extra: boolean, by = ENGINEER): Promise<string> {
    const user = this.source.state.user(by);
    const merged = await mergeCommit(this.source.directory, [base, head], user, message);
    if (!extra) return merged;
    const tree = await gitText(this.source.directory, ['rev-parse', `${await this.onTop(merged)}^{tree}`]);
    const parents = ['-p', base, '-p', head];
    return gitText(this.source.directory, ['commit-tree', tree, ...parents, '-m', message], {
      environment: identity(user),
    });
  }

  /** Merges the base into a head by hand, with the files of the base but for those given. Returns the merge commit. */
  async mergeWithTree(head: string, base: string, files: Readonly<Record<string, string>>): Promise<string> {
    const { directory, state } = this.source;
    const user = state.user(ENGINEER);
    const written = await writeCommit(directory, { parent: base, message: '', author: user, committer: user, files });
    const args = ['commit-tree', `${written}^{tree}`, '-p', head, '-p', base, '-m', 'Merge'];
    return gitText(directory, args, { environment: identity(user) });
  }

  /** A fork of an outsider, with a branch of one commit. */
  async fork(): Promise<{ fork: Repository; branch: string }> {
    const name = `${OUTSIDER}/${this.#prefix}`;
    const fork = await this.#stage.github.createRepository(name, { files: { 'README.md': '' } });
    await gitText(fork.directory, ['fetch', '--quiet', this.source.directory, 'main']);
    const branch = `fork-${this.#prefix}`;
    const parent = await gitText(fork.directory, ['rev-parse', 'FETCH_HEAD']);
    await fork.commit({ branch, message: 'Add a DAG', author: OUTSIDER, files: this.file(), parent });
    return { fork, branch };
  }
}

/** The policy of the deployed commit. */
export const POLICY = {
  '.github/flux-airflow.yaml': 'approvers-for:\n  "/airflow/plugins/": ["@flux-data/platform-engineers"]\n',
};

/** Who is who, once for all scenarios of a stage. */
export function peopleOf({ github, source }: Stage): void {
  source.setRulesets([RULESET]);
  for (const login of [OTHER_LEAD, SECOND_ACCOUNT, PENDING, LEFT, BOT, PLATFORM]) {
    github.addUser({ login, type: login === BOT ? 'Bot' : 'User' });
    source.collaborators.set(login, 'write');
  }
  const leads = [LEAD, OTHER_LEAD, SECOND_ACCOUNT, BOT].map((login) => ({ login, state: 'active' as const }));
  const members = [...leads, { login: PENDING, state: 'pending' as const }];
  github.addTeam({ org: 'flux-data', slug: 'engineering-leads', members });
  github.addTeam({ org: 'flux-data', slug: 'platform-engineers', members: [{ login: PLATFORM, state: 'active' }] });
  // GitHub ignores a code owner without write access.
  for (const team of ['flux-data/engineering-leads', 'flux-data/platform-engineers']) source.teams.set(team, 'write');
  const read = { contents: 'read', pull_requests: 'read' } as const;
  const permissions = { [SOURCE]: read, 'flux-data': { members: 'read' } } as const;
  github.addToken({ token: READER_TOKEN, login: 'flux-reader[bot]', app: true, permissions });
}
