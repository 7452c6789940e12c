import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { ENGINEER, GITOPS, SOURCE, type Stage } from '../../../sandbox/stage/stage.ts';

export const WORKFLOW_TOKEN = 'ghs_sandboxforgeworkflow0000000000000000004';
export const PERSON_TOKEN = 'ghp_sandboxplatformengineer00000000000000005';

/** Adds the token of the team's workflows, and the platform engineer's, which can read this repository and write the team's. */
export function addTokens({ github }: Stage, team: string): void {
  const read = { contents: 'read', pull_requests: 'write' } as const;
  const job = { ...read, actions: 'read', checks: 'write', deployments: 'write', issues: 'write' } as const;
  github.addToken({
    token: WORKFLOW_TOKEN,
    login: 'github-actions[bot]',
    app: true,
    permissions: { [team]: job },
  });
  const looks = { actions: 'read', environments: 'read', secrets: 'read' } as const;
  const person = { contents: 'write', pull_requests: 'write', administration: 'write', ...looks } as const;
  github.addToken({
    token: PERSON_TOKEN,
    login: ENGINEER,
    permissions: { [team]: person, [GITOPS]: person, [SOURCE]: read },
  });
}

/** Adds an access key of the role with only the rights of its policy. */
export function addKey({ account }: Stage, role: string, actions: ReadonlySet<string>): Record<string, string> {
  const key = { accessKeyId: 'AKIAFORGEDEPLOYER', secretAccessKey: randomUUID(), arn: role, allowed: actions };
  account.accessKeys.set(key.accessKeyId, key);
  return { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey };
}

/** Returns the settings of git and the AWS CLI on the engineer's machine. github.com is the sandbox. */
export function personEnvironment(
  { github, environment }: Stage,
  { aws, iam }: { readonly aws: string; readonly iam: string },
): Record<string, string> {
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
