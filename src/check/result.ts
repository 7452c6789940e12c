import type { DagChange } from '../airflow/compare.ts';
import type { DagFinding } from '../airflow/finding.ts';
import type { Inventory } from '../airflow/inventory.ts';
import type { RuntimePreview } from '../build/preview.ts';
import type { ValuesFileLocation } from '../github/gitops/values-file.ts';
import type { PreviewedChange } from '../gitops/preview.ts';
import type { DeploymentOptions } from './options.ts';

/** Why a part has no preview; a deployment would fail with the same message. */
export interface Refusal {
  readonly refusal: string;
}

/** The preview of the merge's deployment, made by the code that deploys. */
export interface DeploymentPreview extends Pick<DeploymentOptions, 'image' | 'tag' | 'serverUrl'> {
  readonly target: ValuesFileLocation | undefined;
  readonly runtime: RuntimePreview | Refusal;
  /** `undefined`: the GitOps repository was not read. */
  readonly change: PreviewedChange | Refusal | undefined;
}

export interface CheckResult {
  readonly inventory: Inventory;
  /** Paths are relative to the workspace. */
  readonly findings: readonly DagFinding[];
  /** `undefined`: there is nothing to compare with. */
  readonly changes: readonly DagChange[] | undefined;
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
