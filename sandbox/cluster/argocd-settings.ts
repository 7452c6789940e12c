import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const NAMESPACE = 'argocd';

/** Accounts with their own tokens. Only the first has rights: it can read and refresh applications. */
export const ACCOUNTS = ['deployer', 'nobody'] as const;

/** The repository that Argo CD pulls over smart HTTP. */
export interface GitSource {
  readonly url: string;
  readonly token: string;
}

/** Returns Argo CD's additional settings (`argocd` is its program): accounts and their rights, the repository, projects. https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/ */
export async function describeSettings(argocd: string, password: string, { url, token }: GitSource): Promise<object[]> {
  const { stdout: hash } = await run(argocd, ['account', 'bcrypt', '--password', password]);
  const labels = { 'app.kubernetes.io/part-of': 'argocd' };
  const map = (name: string, data: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: NAMESPACE, labels },
    data,
  });
  const secret = (name: string, kind: Record<string, string>, stringData: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: NAMESPACE, labels: { ...labels, ...kind } },
    stringData,
  });
  const accounts = Object.fromEntries(ACCOUNTS.map((name) => [`accounts.${name}`, 'apiKey']));
  const [deployer] = ACCOUNTS;
  return [
    map('argocd-cm', accounts),
    map('argocd-rbac-cm', { 'policy.csv': `p, ${deployer}, applications, get, */*, allow\n` }),
    secret(
      'argocd-secret',
      {},
      {
        'server.secretkey': randomBytes(32).toString('base64'),
        'admin.password': hash.trim(),
        'admin.passwordMtime': new Date().toISOString(),
      },
    ),
    ...['repository', 'repository-write'].map((kind) =>
      secret(
        `gitops-${kind}`,
        { 'argocd.argoproj.io/secret-type': kind },
        { type: 'git', url, username: 'x-access-token', password: token },
      ),
    ),
    ...['default', 'other'].map((name) => ({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name, namespace: NAMESPACE },
      spec: {
        sourceRepos: ['*'],
        destinations: [{ namespace: '*', server: '*' }],
        clusterResourceWhitelist: [{ group: '*', kind: '*' }],
      },
    })),
  ];
}
