import { group } from '@actions/core';
import type { BuildOptions } from '../build/build.ts';
import { type Bump, type Bumped, commitTag, notCommitted } from '../bump-values/commit-tag.ts';
import { type Clients, judge } from '../bump-values/judge.ts';

export type DeployOptions = BuildOptions & Omit<Bump, 'tag' | 'digest' | 'image'>;

export interface Step {
  readonly name: string;
  readonly milliseconds: number;
}

export type Deployed = Bumped & {
  readonly steps: readonly Step[];
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
 * the image has the content of the deployed one.
 */
export async function deploy(clients: Clients, options: DeployOptions): Promise<Deployed> {
  const steps: Step[] = [];
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await group(name, work);
    steps.push({ name, milliseconds: performance.now() - start });
    return result;
  };
  const wanted = { ...options, image: `${options.image.registry}/${options.image.repository}` };
  // What makes the image takes as long to load as GitHub takes to answer.
  const image = Promise.all([
    import('../build/build.ts'),
    import('../push/push.ts'),
    import('../push/same-as-deployed.ts'),
    import('../push/attach.ts'),
  ]);
  const verdict = await step('verify', () => judge(clients, wanted));
  if (verdict.outcome !== 'deployable') return { ...notCommitted(verdict), steps };
  const [{ buildImage }, { pushImage }, { askForDeployed, sameAsDeployed }, { attachReferrers }] = await image;
  const deployed = askForDeployed(options.registry, verdict.previousTag);
  const built = await step('build', () => buildImage(options));
  const { tag, digest } = built;
  const runtime = built.runtime === undefined ? {} : { runtime: built.runtime };
  if (verdict.previousTag !== null && (await sameAsDeployed(options.registry, built, await deployed))) {
    return { outcome: 'unchanged', previousTag: verdict.previousTag, steps };
  }
  const pushing = step('push', () => pushImage({ ...options, built }));
  const attached = attachReferrers({ ...options, built }, pushing);
  const pushed = await pushing;
  const bumped = await step('bump-values', () => commitTag(clients, { ...wanted, tag, digest }, verdict));
  // Beside the commit, so that it takes no time of its own.
  await attached;
  return { ...bumped, steps, image: { tag, digest, ...runtime, pushed: pushed.outcome } };
}
