import { generateKeyPairSync } from 'node:crypto';
import type { Installation } from '../github/app.ts';
import type { GitHubServer } from '../github/index.ts';
import { GITOPS } from './stage.ts';

export const APP_ID = 'Iv23liSandboxDeployer';

export interface DeployerApp {
  /** The inputs of a deployment that makes its own token. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly privateKey: string;
}

/** Creates a GitHub App that is installed on the GitOps repository, and returns the inputs for it. */
export function addDeployerApp(github: GitHubServer, installation: Partial<Installation> = {}, id = 4711): DeployerApp {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    // As GitHub writes it.
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  github.addApp({
    id,
    clientId: APP_ID,
    slug: 'flux-deployer',
    publicKeys: [publicKey],
    installations: [
      {
        id: 815,
        account: GITOPS.split('/')[0] ?? '',
        repositories: [GITOPS],
        permissions: { contents: 'write', metadata: 'read', pull_requests: 'write' },
        ...installation,
      },
    ],
  });
  return { privateKey, inputs: { 'gitops-token': '', 'gitops-app-id': APP_ID, 'gitops-app-key': privateKey } };
}
