import type { DagChange } from '../airflow/changes/compare.ts';
import type { DagFinding } from '../airflow/findings/finding.ts';
import type { Inventory } from '../airflow/inventory.ts';
import type { RuntimePreview } from '../build/preview.ts';
import type { ValuesFileLocation } from '../github/gitops/values-file.ts';
import type { PreviewedChange } from '../gitops/preview.ts';
import type { DeploymentOptions } from './options.ts';

/** Why a part has no preview; a deployment would fail with the same message. */
export interface Rejection {
  readonly rejection: string;
}

/** The preview of the merge's deployment, made by the code that deploys. */
export interface DeploymentPreview extends Pick<DeploymentOptions, 'image' | 'tag' | 'serverUrl'> {
  readonly target: ValuesFileLocation | undefined;
  readonly runtime: RuntimePreview | Rejection;
  /** `undefined`: the GitOps repository was not read. */
  readonly change: PreviewedChange | Rejection | undefined;
}

export interface CheckResult {
  readonly inventory: Inventory;
  /** What the pull request brings; without a base, all. Paths are relative to the workspace. */
  readonly findings: readonly DagFinding[];
  /** What the base has too. */
  readonly known: readonly DagFinding[];
  /** A patch by ruff for deprecated parts of Airflow; `undefined`: none. */
  readonly fixes: string | undefined;
  /** `undefined`: there is nothing to compare with. */
  readonly changes: readonly DagChange[] | undefined;
  /** The DAGs of changed files that Airflow stores as before. */
  readonly edited: readonly string[];
  /** The users and teams that may approve the removal of a DAG, by its id. */
  readonly approvers: ReadonlyMap<string, readonly string[]>;
  /** `undefined`: the input image is empty. */
  readonly deployment: DeploymentPreview | undefined;
  /** The steps of the check with their durations. */
  readonly steps: readonly Step[];
}

export interface Step {
  readonly name: string;
  readonly milliseconds: number;
}

/** Receives the findings before the base is loaded, so that they appear early. */
export type OnFindings = (findings: readonly DagFinding[]) => void;
