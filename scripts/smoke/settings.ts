import type { ImageName } from '../../src/image-reference.ts';
import { parseImageName } from '../../src/registry/image-name.ts';

/** The settings of the check, from `SMOKE_*` and the runner's variables. */
export interface Settings {
  /** `owner/name` of the repository with the DAGs. */
  readonly source: string;
  /** A merged and approved commit; otherwise the head of the default branch is used. */
  readonly commit: string | undefined;
  readonly sourceToken: string;
  /** `owner/name` of the GitOps repository. */
  readonly gitops: string;
  readonly gitopsToken: string;
  readonly image: ImageName;
  readonly approvers: string;
  readonly registryMirror: string;
  /** An image of Docker Hub that the mirror is asked for. */
  readonly baseImage: string;
  /** The commit of a deployment with `sign`, and the workflow that signed its approval. */
  readonly signed: { readonly commit: string; readonly workflow: string; readonly trustedRoot: string } | undefined;
  /** The number of an open issue of the GitOps repository, which stays open. */
  readonly issue: string | undefined;
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly graphqlUrl: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const REQUIRED = [
  'SMOKE_REPOSITORY',
  'SMOKE_TOKEN',
  'SMOKE_GITOPS_REPOSITORY',
  'SMOKE_GITOPS_TOKEN',
  'SMOKE_IMAGE',
] as const;

/** Reads the settings. @throws Error that names each missing variable */
export function readSettings(environment: Environment): Settings {
  const missing = REQUIRED.filter((name) => !environment[name]);
  if (missing.length > 0)
    throw new Error(`Missing environment variables: set ${missing.join(', ')} as described in docs/how-to/smoke.md.`);
  const value = (name: string, otherwise = '') => environment[name] || otherwise;
  const signedCommit = value('SMOKE_SIGNED_COMMIT');
  const apiUrl = value('GITHUB_API_URL', 'https://api.github.com');
  return {
    source: value('SMOKE_REPOSITORY'),
    commit: environment.SMOKE_COMMIT || undefined,
    sourceToken: value('SMOKE_TOKEN'),
    gitops: value('SMOKE_GITOPS_REPOSITORY'),
    gitopsToken: value('SMOKE_GITOPS_TOKEN'),
    image: parseImageName(value('SMOKE_IMAGE')),
    approvers: value('SMOKE_APPROVERS'),
    registryMirror: value('SMOKE_REGISTRY_MIRROR'),
    baseImage: value('SMOKE_BASE_IMAGE', 'apache/airflow'),
    signed:
      signedCommit === ''
        ? undefined
        : {
            commit: signedCommit,
            workflow: value('SMOKE_SIGNED_BY'),
            trustedRoot: value('SMOKE_TRUSTED_ROOT'),
          },
    issue: environment.SMOKE_ISSUE || undefined,
    serverUrl: value('GITHUB_SERVER_URL', 'https://github.com'),
    apiUrl,
    graphqlUrl: value('GITHUB_GRAPHQL_URL', `${apiUrl.replace(/\/v3$/, '')}/graphql`),
  };
}
