import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The clients of the API server, each with user and group. */
const ACCOUNTS = {
  admin: ['admin', 'system:masters'],
  'controller-manager': ['system:kube-controller-manager'],
  scheduler: ['system:kube-scheduler'],
} as const;
export type Account = keyof typeof ACCOUNTS;

/** The files with which the parts of a cluster authenticate each other. */
export interface Credentials {
  readonly caCertificate: string;
  readonly caKey: string;
  readonly certificate: string;
  readonly key: string;
  /** Signs the tokens of service accounts. */
  readonly signingKey: string;
  readonly publicKey: string;
  /** https://kubernetes.io/docs/reference/access-authn-authz/authentication/#static-token-file */
  readonly tokens: string;
  readonly kubeconfig: Readonly<Record<Account, string>>;
}

/** Returns the path of the administrator's kubeconfig. */
export function adminKubeconfig(directory: string): string {
  return join(directory, 'credentials/admin.conf');
}

/** Creates certificates and tokens for an API server at this address, in a folder. */
export async function makeCredentials(
  directory: string,
  server: { readonly address: string; readonly port: number; readonly serviceAddress: string },
): Promise<Credentials> {
  const folder = join(directory, 'credentials');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
  const ca = ['-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=sandbox-ca', '-days', '30'];
  const uses = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign,digitalSignature'];
  await openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...ca, ...uses.flatMap((use) => ['-addext', use]));
  const names = `DNS:localhost,DNS:kubernetes.default.svc,IP:127.0.0.1,IP:${server.address},IP:${server.serviceAddress}`;
  const request = ['-keyout', 'api.key', '-out', 'api.csr', '-subj', '/CN=kube-apiserver'];
  await openssl('req', '-newkey', 'rsa:2048', '-nodes', ...request);
  await writeFile(
    file('api.ext'),
    `subjectAltName=${names}\nextendedKeyUsage=serverAuth\nkeyUsage=digitalSignature,keyEncipherment\n`,
  );
  const sign = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '30', '-extfile', 'api.ext'];
  await openssl('x509', '-req', '-in', 'api.csr', ...sign, '-out', 'api.crt');
  await openssl('genrsa', '-out', 'accounts.key', '2048');
  await openssl('rsa', '-in', 'accounts.key', '-pubout', '-out', 'accounts.pub');
  const tokens = Object.entries(ACCOUNTS).map(([name, [user, group]]) => ({
    name,
    token: randomBytes(16).toString('hex'),
    who: [user, name, ...(group === undefined ? [] : [`"${group}"`])].join(','),
  }));
  await writeFile(file('tokens.csv'), tokens.map(({ token, who }) => `${token},${who}\n`).join(''), { mode: 0o600 });
  const url = `https://${server.address}:${server.port}`;
  const written = tokens.map(async ({ name, token }) => {
    await writeFile(file(`${name}.conf`), kubeconfig(url, file('ca.crt'), name, token), { mode: 0o600 });
    return [name, file(`${name}.conf`)] as const;
  });
  return {
    caCertificate: file('ca.crt'),
    caKey: file('ca.key'),
    certificate: file('api.crt'),
    key: file('api.key'),
    signingKey: file('accounts.key'),
    publicKey: file('accounts.pub'),
    tokens: file('tokens.csv'),
    kubeconfig: Object.fromEntries(await Promise.all(written)) as Record<Account, string>,
  };
}

/** Returns https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/. Argo CD works in the namespace that it names. */
function kubeconfig(server: string, ca: string, name: string, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'sandbox', cluster: { server, 'certificate-authority': ca } }],
    users: [{ name, user: { token } }],
    contexts: [{ name: 'sandbox', context: { cluster: 'sandbox', user: name, namespace: 'argocd' } }],
    'current-context': 'sandbox',
  });
}
