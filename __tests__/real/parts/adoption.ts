import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { git } from '../../../sandbox/github/git.ts';
import type { PullRequest } from '../../../sandbox/github/pull-request.ts';
import type { Repository } from '../../../sandbox/github/repository.ts';
import { type ActionResult, runAction } from '../../../sandbox/runner/run-action.ts';
import { seedRuntime } from '../../../sandbox/runtime/seed.ts';
import { checkout } from '../../../sandbox/stage/checkout.ts';
import { ENGINEER, LEAD, SOURCE, type Stage, startStage } from '../../../sandbox/stage/stage.ts';
import { runWorkflow, type WorkflowResult, type WorkflowRun } from './act.ts';
import {
  addKey,
  addTokens,
  MEMBERS_TOKEN,
  PERSON_TOKEN,
  personEnvironment,
  WORKFLOW_TOKEN,
} from './platform-engineer.ts';
import { releasedFiles } from './released.ts';
import { cloudEnvironment, startJob } from './stage-workflow.ts';
import { Terminal } from './tutorial.ts';

export const TEAM = 'flux-data/forge-airflow';
export const TEAM_IMAGE = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/forge-airflow';
export const TEAM_VALUES_FILE = 'applications/production-values/forge-airflow-values.yaml';
/** How GitHub's OpenID Connect tokens name the repository. */
export const SUBJECT = 'repo:flux-data@1234/forge-airflow@5678';
export const ROLE = 'arn:aws:iam::123456789012:role/forge-airflow-deployer';

const ROOT = resolve(import.meta.dirname, '../../..');
const { version } = JSON.parse(await readFile(resolve(ROOT, 'package.json'), 'utf8'));
export const RELEASE = `v${version}`;

export interface Programs {
  readonly act: string;
  readonly aws: string;
  /** URL of an IAM server. */
  readonly iam: string;
}

/** A platform engineer with a terminal, who sets up another team with a release of this repository. */
export class Adoption {
  readonly stage: Stage;
  readonly terminal: Terminal;
  readonly #programs: Programs;
  #team: Repository | undefined;
  #actions: ReadonlySet<string> = new Set();
  pullRequest: PullRequest | undefined;

  private constructor(stage: Stage, terminal: Terminal, programs: Programs) {
    this.stage = stage;
    this.terminal = terminal;
    this.#programs = programs;
  }

  static async start(programs: Programs): Promise<Adoption> {
    const stage = await startStage({ files: await releasedFiles() });
    await git(stage.source.directory, ['update-ref', `refs/tags/${RELEASE}`, stage.first]);
    stage.github.addTeam({ org: 'flux-data', slug: 'forge-leads', members: [{ login: LEAD }] });
    addTokens(stage, TEAM);
    const terminal = await Terminal.open(stage.directory, personEnvironment(stage, programs));
    return new Adoption(stage, terminal, programs);
  }

  get team(): Repository {
    if (this.#team === undefined) throw new Error('the repository does not exist yet');
    return this.#team;
  }

  /** Creates the repository with these files in its first commit; empty without files. */
  async createRepository(files?: Readonly<Record<string, string>>): Promise<void> {
    const collaborators = { [LEAD]: 'admin', [ENGINEER]: 'write' } as const;
    this.#team = await this.stage.github.createRepository(TEAM, { collaborators, ...(files && { files }) });
  }

  /** Calls GitHub's REST API as the platform engineer. @throws Error if it fails */
  async callGitHub(method: string, path: string, body: string): Promise<void> {
    const headers = { authorization: `Bearer ${PERSON_TOKEN}`, 'content-type': 'application/json' };
    const root = path.startsWith('/orgs/') ? '' : `/repos/${TEAM}`;
    const answer = await fetch(`${this.stage.github.url}${root}${path}`, { method, headers, body });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  }

  /** Runs `protect` on the team's repository with an administrator's token. */
  async protect(): Promise<ActionResult> {
    const sha = await this.team.head('main');
    return runAction({
      action: resolve(ROOT, 'actions/protect'),
      inputs: { 'github-token': PERSON_TOKEN },
      repository: TEAM,
      sha,
      workspace: await checkout(this.team.directory, sha, this.stage.directory),
      apiUrl: this.stage.github.url,
      token: WORKFLOW_TOKEN,
    });
  }

  /** Pushes the runtime image that Docker would build from the Dockerfile on main. */
  async seedRuntime(): Promise<void> {
    const workspace = await checkout(this.team.directory, await this.team.head('main'), this.stage.directory);
    await seedRuntime({ ...this.stage, workspace, image: TEAM_IMAGE });
  }

  /** Sets the rights of the AWS role. */
  grant(actions: ReadonlySet<string>): void {
    this.#actions = actions;
  }

  /** Runs the team's `deploy.yaml` on the head of main with act, in a repository with these variables. */
  async deploy(
    eventName: 'push' | 'workflow_dispatch',
    inputs: object = {},
    vars: Readonly<Record<string, string>> = {},
  ): Promise<WorkflowResult> {
    const head = await this.team.head('main');
    const trust = JSON.parse(await readFile(join(this.terminal.directory, 'trust.json'), 'utf8'));
    const trusts = trust.Statement[0].Condition.StringEquals['token.actions.githubusercontent.com:sub'];
    const subject = `${SUBJECT}:environment:production`;
    const job = await startJob(this.stage, { role: ROLE, allowed: this.#actions, subject, trusts, appId: 7 });
    return this.#run({
      workflow: 'deploy.yaml',
      eventName,
      event: { ref: 'refs/heads/main', after: head, deleted: false, inputs },
      workspace: await checkout(this.team.directory, head, this.stage.directory),
      secrets: job.secrets,
      vars,
      environment: {
        ...cloudEnvironment(this.stage, ROLE, addKey(this.stage, ROLE, this.#actions)),
        ...job.environment,
        SANDBOX_MEMBERS_TOKEN: MEMBERS_TOKEN,
      },
    }).finally(job.close);
  }

  /** Runs the team's `pull-request.yaml` on a pull request with act, with additional environment variables. */
  async check(pullRequest: PullRequest, environment: Readonly<Record<string, string>>): Promise<WorkflowResult> {
    const { number } = pullRequest;
    const [merge, head] = [await pullRequest.testMerge(), await pullRequest.head()];
    const event = {
      action: 'opened',
      number,
      pull_request: { number, head: { sha: head, repo: { full_name: TEAM } } },
    };
    const workspace = await checkout(this.team.directory, merge, this.stage.directory);
    return this.#run({ workflow: 'pull-request.yaml', eventName: 'pull_request', event, workspace, environment });
  }

  async #run(
    run: Pick<WorkflowRun, 'workflow' | 'eventName' | 'event' | 'workspace' | 'environment'> & Partial<WorkflowRun>,
  ): Promise<WorkflowResult> {
    const released = await checkout(this.stage.source.directory, RELEASE, this.stage.directory);
    return runWorkflow({
      ...run,
      act: this.#programs.act,
      repository: TEAM,
      githubUrl: this.stage.github.url,
      repositories: { [`${SOURCE}@${RELEASE}`]: released },
      secrets: { GITHUB_TOKEN: WORKFLOW_TOKEN, ...run.secrets },
    });
  }

  secrets(): string[] {
    return [...this.stage.secrets(), WORKFLOW_TOKEN, PERSON_TOKEN, MEMBERS_TOKEN];
  }

  close(): Promise<void> {
    return this.stage.close();
  }
}
