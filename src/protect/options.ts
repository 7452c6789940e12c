import type { GitHub } from '../github/api/client.ts';
import type { Policy } from '../policy/policy.ts';
import type { Workflow } from './audit/workflow.ts';

export interface EnvironmentOptions {
  readonly github: GitHub;
  readonly repository: string;
  /** The default branch. */
  readonly branch: string;
  readonly environment: string;
  readonly workflows: readonly Workflow[];
}

export interface BranchOptions {
  readonly github: GitHub;
  readonly repository: string;
  readonly branch: string;
  readonly protect: Policy['protect'];
  /** Whether the token was shown what only administrators are: then a missing classic protection is missing indeed. */
  readonly seesAdministration: boolean;
}

export interface AuditOptions {
  readonly github: GitHub;
  /** `owner/name` */
  readonly repository: string;
  /** The commit whose files are judged: a pull request's as well as the default branch's. */
  readonly commit: string;
}

export interface ApplyOptions {
  readonly github: GitHub;
  readonly repository: string;
  /** The default branch. */
  readonly branch: string;
  readonly protect: Policy['protect'];
  /** `evaluate`: GitHub records what the rules would refuse, and refuses nothing. */
  readonly enforcement: 'active' | 'evaluate';
  readonly dryRun: boolean;
  /** Told what will change before it does, and what stays because it is stricter than the policy. */
  readonly onDiff: (lines: readonly string[], stricter: readonly string[]) => void;
}

export interface ProtectOptions extends AuditOptions {
  /** `undefined`: audit alone. */
  readonly apply: Pick<ApplyOptions, 'enforcement' | 'dryRun' | 'onDiff'> | undefined;
}
