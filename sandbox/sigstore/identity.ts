import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';

/** The claims of a job in GitHub's OpenID Connect token; https://docs.github.com/actions/reference/security/oidc */
export interface JobClaims {
  readonly repository: string;
  readonly sha: string;
  readonly ref: string;
  readonly event_name: string;
  /** `owner/name/path@ref` of the workflow whose job runs: the called one, if it is reusable. */
  readonly job_workflow_ref: string;
  readonly run_id: string;
  readonly run_attempt: string;
  readonly repository_visibility: 'public' | 'private' | 'internal';
}

/** Returns the claims of a job in a private repository, for a push to main that its workflow deploys. */
export function claimsOfPush({ repository, sha }: Pick<JobClaims, 'repository' | 'sha'>): JobClaims {
  return {
    repository,
    sha,
    ref: 'refs/heads/main',
    event_name: 'push',
    job_workflow_ref: `${repository}/.github/workflows/deploy.yaml@refs/heads/main`,
    run_id: '1',
    run_attempt: '1',
    repository_visibility: 'private',
  };
}

/** All claims that Fulcio reads. */
export interface TokenClaims extends JobClaims {
  readonly iss: string;
  readonly sub: string;
  readonly workflow: string;
  readonly workflow_ref: string;
  readonly workflow_sha: string;
  readonly job_workflow_sha: string;
  readonly repository_owner: string;
  readonly repository_id: string;
  readonly repository_owner_id: string;
  readonly runner_environment: string;
}

/** The issuer of the tokens of jobs, as the sandbox's Fulcio trusts it. */
export const ISSUER = 'https://token.actions.githubusercontent.com';

/** Issues and checks the OpenID Connect tokens of jobs. */
export class Identity {
  readonly publicKey: KeyObject;
  readonly #privateKey: KeyObject;

  constructor() {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.publicKey = pair.publicKey;
    this.#privateKey = pair.privateKey;
  }

  /** Returns a token of five minutes. */
  issue(claims: JobClaims, audience: string, issuer = ISSUER): string {
    const now = Math.floor(Date.now() / 1000);
    const payload = {
      iss: issuer,
      aud: audience,
      sub: `repo:${claims.repository}:ref:${claims.ref}`,
      iat: now,
      nbf: now - 10,
      exp: now + 300,
      ...claims,
      workflow: 'deploy',
      workflow_ref: claims.job_workflow_ref,
      workflow_sha: claims.sha,
      job_workflow_sha: claims.sha,
      repository_owner: claims.repository.split('/')[0],
      repository_id: '1',
      repository_owner_id: '2',
      runner_environment: 'github-hosted',
    };
    const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const signed = `${encode({ alg: 'RS256', typ: 'JWT', kid: 'sandbox' })}.${encode(payload)}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), this.#privateKey).toString('base64url')}`;
  }

  /** Returns the claims of a token. @throws Error if it is not one of ours for Sigstore, or too old */
  check(token: string): TokenClaims {
    const [head = '', payload = '', signature = ''] = token.split('.');
    const isOurs = verify(
      'sha256',
      Buffer.from(`${head}.${payload}`),
      this.publicKey,
      Buffer.from(signature, 'base64url'),
    );
    if (!isOurs) throw new Error('There was an error processing the identity token');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    if (claims.aud !== 'sigstore') throw new Error('There was an error processing the identity token');
    if (claims.exp * 1000 < Date.now()) throw new Error('There was an error processing the identity token');
    return claims;
  }

  /** Returns the keys of the issuer in the form that Fulcio reads. */
  keySet(): unknown {
    return { keys: [{ ...this.publicKey.export({ format: 'jwk' }), kid: 'sandbox', alg: 'RS256', use: 'sig' }] };
  }
}
