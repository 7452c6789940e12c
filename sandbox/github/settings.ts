export interface ClassicProtection {
  readonly branch: string;
  /** Without it, no pull request is required. */
  readonly reviews?: {
    readonly approvals: number;
    readonly codeOwners: boolean;
    readonly dismissStale: boolean;
    readonly lastPush: boolean;
    /** Logins that may merge without a pull request. */
    readonly bypass?: readonly string[];
  };
  readonly checks?: readonly { readonly context: string; readonly app_id: number | null }[];
  readonly enforceAdmins: boolean;
  readonly allowForcePushes: boolean;
  readonly allowDeletions: boolean;
}

export interface Environment {
  /** The branches that can deploy to it: all, those with classic protection, or the named ones. */
  readonly admits: 'all' | 'protected' | readonly { readonly name: string; readonly type?: 'branch' | 'tag' }[];
  readonly secrets: readonly string[];
}

/** The settings of a repository, besides its files and rulesets. */
export interface Settings {
  /** `free`: a private repository without rulesets and protection. Only `enterprise` has `evaluate`. */
  readonly plan: 'free' | 'team' | 'enterprise';
  readonly protection?: ClassicProtection;
  readonly environments: Readonly<Record<string, Environment>>;
  /** The names of the repository's own secrets. */
  readonly secrets: readonly string[];
  readonly workflowToken: 'read' | 'write';
  readonly actionsMayApprove: boolean;
  /** `act`: a keyword in quotation marks closes an issue too, which GitHub documents neither way. */
  readonly keywordsInQuotes?: 'act';
}

/** The settings of a new repository. */
export const USUAL_SETTINGS: Settings = {
  plan: 'enterprise',
  environments: {},
  secrets: [],
  workflowToken: 'read',
  actionsMayApprove: false,
};
