import { Commits, type CommitsOptions } from './commits.ts';
import { imagesAt, type Operation, stageAt } from './operation.ts';
import type { OtherResource } from './other-resources.ts';
import type { Desired } from './read-desired.ts';
import { type Health, type Scenario, type Stage, stagesOf } from './scenario.ts';

export interface ControllerOptions extends CommitsOptions {
  readonly stepMs: number;
  /** If the chart's Jobs are Argo CD hooks; this changes the order of states. */
  readonly hookJobs: boolean;
  readonly scenario: Scenario;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The state of the application at one moment. */
export interface Snapshot {
  /** Absent while the comparison fails. */
  readonly revision: string | undefined;
  readonly sync: 'Synced' | 'OutOfSync' | 'Unknown';
  readonly health: Health;
  readonly images: readonly string[];
  readonly stage: Stage;
  readonly operation: Operation;
  readonly comparisonError: string | undefined;
  readonly reconciledAt: number;
  readonly history: readonly { readonly revision: string; readonly deployedAt: number }[];
  readonly others: readonly OtherResource[];
}

/** Controls one application: compares it with git on refresh, and rolls out changes. */
export class Controller {
  /** Resources beside the Deployment, which operations do not change. */
  others: readonly OtherResource[] = [];
  readonly #options: ControllerOptions;
  readonly #commits: Commits;
  #observed: Desired;
  #operation: Operation;
  #scenario: Scenario = { kind: 'healthy' };
  /** The tags that the scenario is for, while others are healthy; none: all. */
  #only: readonly string[] = [];
  /** When the controller stopped; milliseconds since 1970. */
  #stoppedAt: number | undefined;
  #comparisonError: string | undefined;
  #reconciledAt: number;
  readonly #history: { revision: string; deployedAt: number }[] = [];

  private constructor(options: ControllerOptions, commits: Commits, desired: Desired) {
    this.#options = options;
    this.#commits = commits;
    this.#observed = desired;
    const stages = stagesOf({ kind: 'healthy' }, options.hookJobs).slice(-1);
    const [imagesBefore, healthBefore] = [[desired.image], 'Healthy' as const];
    this.#reconciledAt = options.now();
    this.#operation = { desired, stages, stepMs: 0, askedAt: this.#reconciledAt, imagesBefore, healthBefore };
    this.follow(options.scenario);
  }

  /** Starts with the branch's head rolled out. @throws Error if the head cannot be read */
  static async start(options: ControllerOptions): Promise<Controller> {
    const commits = new Commits(options);
    return new Controller(options, commits, await commits.read({ kind: 'healthy' }));
  }

  get scenario(): Scenario {
    return this.#scenario;
  }

  /** Sets what happens to commits found from now on, or to those of some tags. A controller that stops keeps the current state. */
  follow(scenario: Scenario, ...tags: readonly string[]): void {
    this.#advance();
    this.#scenario = scenario;
    this.#only = tags;
    this.#stoppedAt = scenario.kind === 'controller-down' ? this.#options.now() : undefined;
  }

  #now(): number {
    return this.#stoppedAt ?? this.#options.now();
  }

  /** Compares the live state with git. A failure becomes a ComparisonError. */
  async refresh(): Promise<void> {
    this.#advance();
    this.#reconciledAt = this.#now();
    if (this.#scenario.kind === 'comparison-error') {
      this.#comparisonError = this.#scenario.message ?? 'Failed to load target state: failed to generate manifest';
      return;
    }
    try {
      this.#observed = await this.#commits.read(this.#scenario);
      this.#comparisonError = undefined;
    } catch (error) {
      this.#comparisonError = `Failed to load target state: ${error instanceof Error ? error.message : error}`;
    }
    this.#advance();
  }

  /** Returns the current state. */
  look(): Snapshot {
    this.#advance();
    const operation = this.#operation;
    const stage = stageAt(operation, this.#now());
    const current = this.#observed.values === operation.desired.values;
    const failed = this.#comparisonError !== undefined;
    return {
      revision: failed ? undefined : this.#observed.revision,
      sync: failed ? 'Unknown' : current ? stage.sync : 'OutOfSync',
      health: stage.health ?? operation.healthBefore,
      images: imagesAt(operation, stage),
      stage,
      operation,
      comparisonError: this.#comparisonError,
      reconciledAt: this.#reconciledAt,
      history: this.#history,
      others: this.others,
    };
  }

  /** Terminates a running operation. @returns true if one was running */
  terminate(): boolean {
    this.#advance();
    const operation = this.#operation;
    const stage = stageAt(operation, this.#now());
    if (stage.phase !== 'Running') return false;
    const { kind } = this.#scenario;
    if (kind === 'stuck' && this.#scenario.losesEnd && stage.retryCount === undefined) {
      this.#operation = { ...operation, stages: [{ ...stage, retryCount: 1 }] };
      return true;
    }
    const ended: Stage[] = [
      { ...stage, phase: 'Terminating', message: 'operation is terminating' },
      { ...stage, phase: 'Failed', message: 'Operation terminated' },
    ];
    this.#operation = { ...operation, stages: ended, askedAt: this.#now() };
    return true;
  }

  /** Starts the next operation when the last one is over and git has changed. A failed one is not retried. */
  #advance(): void {
    if (this.#stoppedAt !== undefined) return;
    const operation = this.#operation;
    const now = this.#now();
    const stage = stageAt(operation, now);
    if (stage.phase !== 'Failed' && stage.phase !== 'Succeeded') return;
    this.#remember(operation, stage);
    if (this.#comparisonError !== undefined || this.#observed.values === operation.desired.values) return;
    const { hookJobs, stepMs } = this.#options;
    const { image } = this.#observed;
    const isFor = this.#only.length === 0 || this.#only.some((tag) => image.includes(`:${tag}`));
    const scenario: Scenario = isFor ? this.#scenario : { kind: 'healthy' };
    this.#operation = {
      desired: this.#observed,
      stages: stagesOf(scenario, hookJobs),
      stepMs: scenario.kind === 'slow' ? stepMs * scenario.factor : stepMs,
      askedAt: now,
      imagesBefore: imagesAt(operation, stage),
      healthBefore: stage.health ?? operation.healthBefore,
    };
  }

  #remember({ desired: { revision } }: Operation, { phase }: Stage): void {
    if (phase !== 'Succeeded' || this.#history.at(-1)?.revision === revision) return;
    this.#history.push({ revision, deployedAt: this.#now() });
  }
}
