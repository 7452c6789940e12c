import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { git } from '../../../sandbox/github/git.ts';
import type { PullRequest } from '../../../sandbox/github/pull-request.ts';
import type { Repository } from '../../../sandbox/github/repository.ts';
import { type ActionResult, runAction } from '../../../sandbox/runner/run-action.ts';
import { seedRuntime } from '../../../sandbox/runtime/seed.ts';
import { checkout } from '../../../sandbox/stage/checkout.ts';
import { ENGINEER, GITOPS, LEAD, SOURCE, type Stage, startStage } from '../../../sandbox/stage/stage.ts';
import { runWorkflow, type WorkflowResult } from './act.ts';
import { releasedFiles } from './released.ts';
import { appEnvironment, cloudEnvironment } from './stage-workflow.ts';
import { Terminal } from './tutorial.ts';

export const TEAM = 'flux-data/forge-airflow';
export const TEAM_IMAGE = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/forge-airflow';
export const TEAM_VALUES_FILE = 'applications/production-values/forge-airflow-values.yaml';
export const LEADS = 'flux-data/forge-leads';
const ROLE = 'arn:aws:iam::123456789012:role/forge-airflow-deployer';
const WORKFLOW_TOKEN = 'ghs_sandboxforgeworkflow0000000000000000004';
const PERSON_TOKEN = 'ghp_sandboxplatformengineer00000000000000005';

const ROOT = resolve(import.meta.dirname, '../../..');
const { version } = JSON.parse(await readFile(resolve(ROOT, 'package.json'), 'utf8'));
export const RELEASE = `v${version}`;

export interface Programs {
  readonly act: string;
  readonly aws: string;
  /** Address of a server of AWS's IAM. */
  readonly iam: string;
}

/** A platform engineer with a terminal, who gives a further team its Airflow by a release of this repository. */
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
    const read = { contents: 'read', pull_requests: 'write' } as const;
    const job = { ...read, deployments: 'write', issues: 'write' } as const;
    stage.github.addToken({
      token: WORKFLOW_TOKEN,
      login: 'github-actions[bot]',
      app: true,
      permissions: { [TEAM]: job },
    });
    const looks = { actions: 'read', environments: 'read', secrets: 'read' } as const;
    const person = { contents: 'write', pull_requests: 'write', administration: 'write', ...looks } as const;
    stage.github.addToken({
      token: PERSON_TOKEN,
      login: ENGINEER,
      permissions: { [TEAM]: person, [GITOPS]: person, [SOURCE]: read },
    });
    const terminal = await Terminal.open(stage.directory, personEnvironment(stage, programs));
    return new Adoption(stage, terminal, programs);
  }

  get team(): Repository {
    if (this.#team === undefined) throw new Error('the repository is not there yet');
    return this.#team;
  }

  async createRepository(): Promise<void> {
    const collaborators = { [LEAD]: 'admin', [ENGINEER]: 'write' } as const;
    this.#team = await this.stage.github.createRepository(TEAM, { collaborators });
  }

  /** A call of GitHub's REST API as the platform engineer. @throws Error when it is refused */
  async callGitHub(method: string, path: string, body: string): Promise<void> {
    const headers = { authorization: `Bearer ${PERSON_TOKEN}`, 'content-type': 'application/json' };
    const answer = await fetch(`${this.stage.github.url}/repos/${TEAM}${path}`, { method, headers, body });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  }

  /** What `protect` finds in the team's repository, with an administrator's token. */
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

  /** The runtime image in the registry, as Docker would have built it by the Dockerfile on main. */
  async seedRuntime(): Promise<void> {
    const workspace = await checkout(this.team.directory, await this.team.head('main'), this.stage.directory);
    await seedRuntime({ ...this.stage, workspace, image: TEAM_IMAGE });
  }

  /** What the role in AWS may do from now on. */
  grant(actions: ReadonlySet<string>): void {
    this.#actions = actions;
  }

  /** Runs the team's `deploy.yaml` on the head of main by act. */
  async deploy(eventName: 'push' | 'workflow_dispatch', inputs: object = {}): Promise<WorkflowResult> {
    const { stage, team } = this;
    const [head, key] = [await team.head('main'), randomUUID()];
    const released = await checkout(stage.source.directory, RELEASE, stage.directory);
    return runWorkflow({
      act: this.#programs.act,
      repository: TEAM,
      workflow: 'deploy.yaml',
      eventName,
      event: { ref: 'refs/heads/main', after: head, deleted: false, inputs },
      workspace: await checkout(team.directory, head, stage.directory),
      githubUrl: stage.github.url,
      repositories: { [`${SOURCE}@${RELEASE}`]: released },
      secrets: { GITHUB_TOKEN: WORKFLOW_TOKEN, GITOPS_APP_KEY: key },
      environment: { ...cloudEnvironment(stage, ROLE, addKey(stage, this.#actions)), ...appEnvironment(stage, key) },
    });
  }

  secrets(): string[] {
    return [...this.stage.secrets(), WORKFLOW_TOKEN, PERSON_TOKEN];
  }

  close(): Promise<void> {
    return this.stage.close();
  }
}

/** An access key of the role: what the policy does not name it may not do. */
function addKey({ account }: Stage, actions: ReadonlySet<string>): Record<string, string> {
  const key = { accessKeyId: 'AKIAFORGEDEPLOYER', secretAccessKey: randomUUID(), arn: ROLE, allowed: actions };
  account.accessKeys.set(key.accessKeyId, key);
  return { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey };
}

/** Git and the AWS CLI as they are set up on the engineer's machine; github.com is the sandbox's. */
function personEnvironment({ github, environment }: Stage, { aws, iam }: Programs): Record<string, string> {
  const { FLUX_AIRFLOW_REGISTRY_ENDPOINTS: _, ...cloud } = environment;
  const login = Buffer.from(`x-access-token:${PERSON_TOKEN}`).toString('base64');
  const settings = [
    [`url.${github.url}/.insteadOf`, 'https://github.com/'],
    ['http.extraHeader', `Authorization: Basic ${login}`],
    ['user.name', ENGINEER],
    ['user.email', `${ENGINEER}@users.noreply.github.com`],
  ];
  const config = settings.flatMap(([key = '', value = ''], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    ...cloud,
    ...Object.fromEntries(config),
    PATH: `${dirname(aws)}:${process.env.PATH}`,
    AWS_ENDPOINT_URL_IAM: iam,
    AWS_PAGER: '',
    GIT_CONFIG_COUNT: String(settings.length),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}
