import { setImmediate as nextTurn } from 'node:timers/promises';
import { group } from '@actions/core';
import type { BuildOptions } from '../build/build.ts';
import { type Bump, type Bumped, commitTag } from '../bump-values/commit-tag.ts';
import { type Clients, type Deployable, judge } from '../bump-values/judge.ts';
import { mayStay } from '../bump-values/may-stay.ts';
import { prepareCommit } from '../bump-values/prepare-commit.ts';
import { beginImage } from './begin-image.ts';

export type DeployOptions = Omit<BuildOptions, 'image'> &
  Omit<Bump, 'digest'> & {
    /** Called once it is proved what is deployed. */
    readonly onProof?: (verdict: Deployable) => void;
    /** Called before the commit, while nothing waits for it. */
    readonly onCommit?: () => void;
  };

export interface Step {
  readonly name: string;
  readonly milliseconds: number;
}

export type Deployed = Bumped & {
  /** Of an image that was not built here. */
  readonly digest?: string;
  readonly steps: readonly Step[];
  /** Done when provenance and SBOM are attached, or cannot be: nothing but the end of the run waits for it. */
  readonly attached?: Promise<void>;
  readonly image?: {
    readonly tag: string;
    readonly digest: string;
    /** Absent for a full build. */
    readonly runtime?: string;
    readonly pushed: 'pushed' | 'unchanged';
  };
};

/**
 * The whole deployment: the guards and the proof, then image, push and commit; `unchanged` without push and commit when
 * the image has the content of the deployed one. A hold and a rollback need no image.
 */
export async function deploy(clients: Clients, options: DeployOptions): Promise<Deployed> {
  const steps: Step[] = [];
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await group(name, work);
    steps.push({ name, milliseconds: performance.now() - start });
    return result;
  };
  const { image } = options.registry;
  if (options.operation.kind === 'hold' || options.operation.kind === 'rollback') {
    const { bumpValues } = await import('../bump-values/bump-values.ts');
    return { ...(await step('bump-values', () => bumpValues(clients, { ...options, digest: undefined }))), steps };
  }
  const proved = Promise.withResolvers<void>();
  const begun = beginImage(options, proved.promise);
  const verdict = await step('verify', () => judge(clients, options));
  if (verdict.outcome !== 'deployable') {
    const { settle } = await import('../bump-values/settle.ts');
    return { ...(await settle(clients, options, verdict)), steps };
  }
  options.onProof?.(verdict);
  proved.resolve();
  const { previousTag } = verdict;
  const deployed = begun.deployed(previousTag);
  const built = await step('build', () => begun.built);
  const { pushImage, attachReferrers, sameAsDeployed } = await begun.steps;
  const { tag } = built;
  const runtime = built.runtime === undefined ? {} : { runtime: built.runtime };
  options.guards.set('image', `${options.image}:${tag} is ${built.digest}`);
  const now = await deployed;
  const isSame = mayStay(options, verdict, now) && (await sameAsDeployed(options.registry, built, now));
  if (previousTag !== null && isSame) return { outcome: 'unchanged', previousTag, steps };
  const pushing = step('push', () => pushImage({ ...options, image, built, present: begun.present }));
  const attached = attachReferrers({ ...options, image, built }, pushing);
  const prepared = nextTurn().then(() => prepareCommit(verdict, { ...options, tag, digest: built.digest }));
  // Whoever commits sees the error.
  prepared.catch(() => {});
  const { digest, outcome: pushed } = await pushing;
  options.guards.set('image', `${options.image}:${tag} is ${digest}`);
  options.onCommit?.();
  const ahead = digest === built.digest ? prepared : undefined;
  const bump = { ...options, tag, digest };
  const bumped = await step('bump-values', () => commitTag(clients, bump, verdict, { prepared: ahead }));
  return { ...bumped, steps, image: { tag, digest, ...runtime, pushed }, attached };
}
