/** What the files of a repository need to know. Paths are relative to the repository. */
export interface Answers {
  /** `owner/name` */
  readonly repository: string;
  /** Registry and repository in Amazon ECR. */
  readonly image: string;
  readonly account: string;
  readonly region: string;
  readonly awsRole: string;
  /** `owner/name` of the GitOps repository. */
  readonly gitops: string;
  /** Path in the GitOps repository. */
  readonly valuesFile: string;
  /** Users and teams that approve, as in CODEOWNERS; `undefined`: the repository has code owners. */
  readonly leads: string | undefined;
  /** Users and teams that may also roll back and resume. */
  readonly operators: string | undefined;
  /** `undefined`: the variable GITOPS_APP_ID has it. */
  readonly appId: string | undefined;
  readonly dockerfile: string;
  readonly context: string;
  readonly dags: string;
  /** All files of the repository. */
  readonly paths: readonly string[];
  /** The release to call, such as `v0.1.0`. */
  readonly release: string;
}

/** Returns the name of the repository without its owner. */
export function shortName({ repository }: Pick<Answers, 'repository'>): string {
  return repository.split('/')[1] ?? repository;
}
