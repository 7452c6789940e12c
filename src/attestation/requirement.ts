import type { Verifier } from '@sigstore/verify';

/** Who must have signed the approval of an image. */
export interface AttestationRequirement {
  /** Patterns of workflows, `owner/repo/.github/workflows/file.yaml@ref`; `*` is any part without a slash. */
  readonly workflows: readonly string[];
  /** `https://github.com` */
  readonly serverUrl: string;
  /** Returns verifiers of the trusted Sigstores, whose keys it fetches once. @throws SigstoreError */
  readonly verifiers: () => Promise<readonly Verifier[]>;
}

const WORKFLOW = /^[\w.-]+\/[\w.-]+\/\.github\/workflows\/[\w.*-]+@\S+$/;

/** Returns whether a pattern names one repository, a workflow and a ref, so that no other repository's workflow fits. */
export function isWorkflowPattern(pattern: string): boolean {
  return WORKFLOW.test(pattern);
}

/** Returns whether the identity in a certificate is one of the required workflows. */
export function isRequiredWorkflow(
  identity: string,
  { workflows, serverUrl }: Pick<AttestationRequirement, 'workflows' | 'serverUrl'>,
): boolean {
  return workflows.some((pattern) => {
    const parts = `${serverUrl}/${pattern}`.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('[^/]*')}$`).test(identity);
  });
}

/**
 * Returns whether an issuer is the one of GitHub Actions at an address. An enterprise may have a path of its own below it.
 * https://docs.github.com/actions/reference/security/oidc
 */
export function isIssuerOf(serverUrl: string, issuer: string): boolean {
  const { hostname } = new URL(serverUrl);
  const own = hostname.endsWith('.ghe.com') ? `https://token.actions.${hostname}` : `${serverUrl}/_services/token`;
  const expected = hostname === 'github.com' ? 'https://token.actions.githubusercontent.com' : own;
  return issuer === expected || issuer.startsWith(`${expected}/`);
}
