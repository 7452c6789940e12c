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
  /** Whether the token can read administrator settings. If so, hidden classic protection does not exist. */
  readonly seesAdministration: boolean;
}

export interface AuditOptions {
  readonly github: GitHub;
  /** `owner/name` */
  readonly repository: string;
  /** The commit whose files are checked: of a pull request or of the default branch. */
  readonly commit: string;
}

export interface ApplyOptions {
  readonly github: GitHub;
  readonly repository: string;
  /** The default branch. */
  readonly branch: string;
  readonly protect: Policy['protect'];
  /** `evaluate`: GitHub records violations without rejecting them. */
  readonly enforcement: 'active' | 'evaluate';
  readonly dryRun: boolean;
  /** Called before the change, with the changes and with the parts that stay because they are stricter than the policy. */
  readonly onDiff: (lines: readonly string[], stricter: readonly string[]) => void;
}

export interface ProtectOptions extends AuditOptions {
  /** `undefined`: audit only. */
  readonly apply: Pick<ApplyOptions, 'enforcement' | 'dryRun' | 'onDiff'> | undefined;
}
