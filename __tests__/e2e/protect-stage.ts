import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startGitHub } from '../../sandbox/github/index.ts';
import type { Ruleset } from '../../sandbox/github/ruleset.ts';
import type { ClassicProtection, Settings } from '../../sandbox/github/settings.ts';
import type { Permissions } from '../../sandbox/github/state.ts';
import { type ActionResult, runAction } from '../../sandbox/runner/run-action.ts';

export const REPOSITORY = 'flux-data/flux-airflow';
export const ADMIN_TOKEN = 'ghs_administrator0000000000000000000000001';
export const WORKFLOW_TOKEN = 'ghs_workflow00000000000000000000000000000002';
const ACTION = resolve(import.meta.dirname, '../../actions/protect');

const DEPLOY = `on: push
permissions: {}
jobs:
  deploy:
    runs-on: ubuntu-24.04
    environment: production
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
      - uses: ./
        with:
          gitops-token: \${{ secrets.GITOPS_APP_KEY }}
`;

export const FILES: Readonly<Record<string, string>> = {
  '.github/CODEOWNERS': '# who approves\n* @ada\n',
  '.github/flux-airflow.yaml': 'protect:\n  checks: [dags]\n',
  '.github/workflows/deploy.yaml': DEPLOY,
  'airflow/dags/a.py': 'a\n',
};

const REVIEWS = {
  dismiss_stale_reviews_on_push: true,
  require_code_owner_review: true,
  require_last_push_approval: true,
  required_approving_review_count: 1,
  required_review_thread_resolution: false,
};

const CHECKS = {
  strict_required_status_checks_policy: false,
  required_status_checks: [{ context: 'dags', integration_id: 15368 }],
};

/** Returns a ruleset that meets the policy, with the given parameters of reviews and checks. */
export function ruleset(reviews: object = {}, checks: object = {}, rest: Partial<Ruleset> = {}): Ruleset {
  return {
    id: 1,
    name: 'by hand',
    enforcement: 'active',
    include: ['~DEFAULT_BRANCH'],
    rules: [
      'deletion',
      'non_fast_forward',
      { type: 'pull_request', parameters: { ...REVIEWS, ...reviews } },
      { type: 'required_status_checks', parameters: { ...CHECKS, ...checks } },
    ],
    ...rest,
  };
}

export const CLASSIC: ClassicProtection = {
  branch: 'main',
  reviews: { approvals: 1, codeOwners: true, dismissStale: true, lastPush: true },
  checks: [{ context: 'dags', app_id: 15368 }],
  enforceAdmins: true,
  allowForcePushes: false,
  allowDeletions: false,
};

export const SETTINGS: Settings = {
  plan: 'enterprise',
  environments: { production: { admits: [{ name: 'main' }], secrets: ['GITOPS_APP_KEY'] } },
  secrets: ['UNRELATED'],
  workflowToken: 'read',
  actionsMayApprove: false,
};

export const ADMINISTRATOR: Permissions = {
  contents: 'read',
  actions: 'read',
  administration: 'write',
  environments: 'read',
  secrets: 'read',
};

export type ProtectStage = Awaited<ReturnType<typeof startProtectStage>>;

/** A repository with correct settings, and the action in a separate process. */
export async function startProtectStage() {
  const directory = await mkdtemp(join(tmpdir(), 'flux-airflow-protect-'));
  const github = await startGitHub({ directory: join(directory, 'github'), checkAnswers: true });
  github.addUser({ login: 'ada' });
  const repository = await github.createRepository(REPOSITORY, { files: FILES, collaborators: { ada: 'admin' } });
  repository.setSettings(SETTINGS);
  repository.setRulesets([ruleset()]);
  grant(ADMIN_TOKEN, ADMINISTRATOR);
  grant(WORKFLOW_TOKEN, { contents: 'read', actions: 'read' });

  function grant(token: string, permissions: Permissions): void {
    github.addToken({ token, login: 'protector[bot]', app: true, permissions: { [REPOSITORY]: permissions } });
  }

  async function run(inputs: Record<string, string> = {}, token = ADMIN_TOKEN, commit?: string): Promise<ActionResult> {
    const sha = commit ?? (await repository.head('main'));
    const place = { repository: REPOSITORY, sha, workspace: directory, apiUrl: github.url };
    return runAction({ action: ACTION, token, inputs: { 'github-token': token, ...inputs }, ...place });
  }

  /** Commits files directly to main; `null` deletes one. */
  async function commit(files: Readonly<Record<string, string | null>>): Promise<void> {
    await repository.commit({ branch: 'main', message: 'm', author: 'ada', files });
  }

  async function close(): Promise<void> {
    await github.close();
    await rm(directory, { recursive: true, force: true });
  }

  return { github, repository, grant, run, commit, close, administrator: ADMINISTRATOR };
}
