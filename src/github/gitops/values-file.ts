/** A values file at one head of the GitOps branch. */
export interface ValuesFile {
  readonly branch: string;
  /** The head of the branch at which everything was read. */
  readonly head: string;
  readonly text: string;
  /** The text of `<path>.hold`; `undefined` if the file does not exist. */
  readonly hold: string | undefined;
  /** The message of the branch's newest commit. */
  readonly headMessage: string;
  /** The last commits of the branch that touched the file, newest first; up to `depth`. */
  readonly history: readonly FileRevision[];
  /** The ids of the branch's last commits, newest first; up to `depth`. */
  readonly branchHistory: readonly string[];
  /** The texts of the other requested files, by path. */
  readonly others: ReadonlyMap<string, string>;
  /** The duration of the read, in milliseconds. */
  readonly readMs: number;
}

export interface FileRevision {
  readonly oid: string;
  readonly url: string;
  readonly message: string;
}

export interface ValuesFileLocation {
  /** `owner/name` */
  readonly repository: string;
  /** Default: the repository's default branch. */
  readonly branch?: string;
  readonly path: string;
}
