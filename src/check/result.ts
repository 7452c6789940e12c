import type { DagChange } from '../airflow/compare.ts';
import type { DagFinding } from '../airflow/finding.ts';
import type { Inventory } from '../airflow/inventory.ts';
import type { RuntimePreview } from '../build/preview.ts';
import type { ValuesFileLocation } from '../github/gitops/values-file.ts';
import type { PreviewedChange } from '../gitops/preview.ts';
import type { DeploymentOptions } from './options.ts';

/** Why something could not be foreseen; a deployment would say the same. */
export interface Refusal {
  readonly refusal: string;
}

/** What a deployment of the merge would be, told by the code that deploys. */
export interface DeploymentPreview extends Pick<DeploymentOptions, 'image' | 'tag' | 'serverUrl'> {
  readonly target: ValuesFileLocation | undefined;
  readonly runtime: RuntimePreview | Refusal;
  /** `undefined`: the GitOps repository was not looked at. */
  readonly change: PreviewedChange | Refusal | undefined;
}

export interface CheckResult {
  readonly inventory: Inventory;
  /** Paths from the root of the workspace. */
  readonly findings: readonly DagFinding[];
  /** `undefined`: there is nothing to compare with. */
  readonly changes: readonly DagChange[] | undefined;
  /** Who may approve that a DAG is removed, by its id. */
  readonly approvers: ReadonlyMap<string, readonly string[]>;
  /** `undefined`: no image is named. */
  readonly deployment: DeploymentPreview | undefined;
  /** What took how long, in milliseconds. */
  readonly steps: readonly Step[];
}

export interface Step {
  readonly name: string;
  readonly milliseconds: number;
}

/** Hears of the findings before the base is loaded, which nobody has to wait for. */
export type OnFindings = (findings: readonly DagFinding[]) => void;
