import type { Annotation } from '../../sandbox/runner/workflow-commands.ts';
import type { LayerFile } from '../../sandbox/runtime/list-layer.ts';
import type { PreparedValues } from './values.ts';

/** A deployment of one pull request. */
export interface Deployed {
  readonly title: string;
  readonly outcome: string;
  readonly exitCode: number | null;
  readonly milliseconds: number;
  /** Whether the run called Docker. */
  readonly usedDocker: boolean;
  readonly log: readonly string[];
  readonly annotations: readonly Annotation[];
  readonly summary: string;
  readonly comment: string;
  /** `git show` of the GitOps commit; empty without one. */
  readonly commit: string;
  readonly tag: string | undefined;
}

/** A change that the repository needs before its first deployment. `try` made it in its copy. */
export interface Fix {
  /** What was found, as a sentence. */
  readonly problem: string;
  /** What to do, in the imperative. */
  readonly remedy: string;
}

/** A line of the Dockerfile. */
export interface SplitLine {
  readonly number: number;
  readonly text: string;
  readonly part: 'runtime' | 'code' | 'none';
  /** A warning about this line. */
  readonly note?: string;
}

export interface TryResult {
  readonly repository: string;
  readonly dockerfile: {
    readonly path: string;
    readonly isExample: boolean;
    readonly lines: readonly SplitLine[];
    readonly onBuild: readonly string[];
  };
  /** The build context, relative to the repository. */
  readonly context: string;
  readonly dagFile: string;
  /** Whether the folder of that file was found or named. */
  readonly hasDags: boolean;
  readonly values: PreparedValues;
  readonly fixes: readonly Fix[];
  /** The first deployment, which builds the runtime. */
  readonly first: Deployed;
  /** The deployment of the new DAG; `undefined` if the first one failed. */
  readonly second: Deployed | undefined;
  /** Whether Docker builds the whole image, because only Docker knows what a line does. */
  readonly isWhole: boolean;
  /** `undefined`: the image has none. */
  readonly codeLayer: readonly LayerFile[] | undefined;
  /** The inputs of the workflow, besides those of the team's services. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly milliseconds: number;
}
