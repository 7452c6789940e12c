import { setTimeout as sleep } from 'node:timers/promises';
import { type ClusterStage, NAMESPACE, startClusterStage } from '../sandbox/cluster/stage.ts';
import type { ActionResult } from '../sandbox/runner/run-action.ts';
import { IMAGE } from '../sandbox/stage/stage.ts';
import { expectEqual } from './expect.ts';
import { mergeDag } from './pull-request.ts';
import { fact, heading, quiet, seconds } from './say.ts';

const LOOK_EVERY_MS = 250;

interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly spec: { readonly containers: readonly { readonly image: string }[] };
  readonly status: { readonly phase?: string };
}

/** Plays two rollouts and a rollback on a real Kubernetes with a real Argo CD. */
export async function playOnCluster(): Promise<void> {
  const started = performance.now();
  heading('Starting a real Kubernetes and a real Argo CD on loopback');
  const here = await startClusterStage();
  try {
    fact(
      `Ready after ${seconds(performance.now() - started)}: ${here.cluster.argocd.url}; files in ${here.cluster.directory}`,
    );
    heading('First rollout');
    const first = await mergeDag(here.stage, 'daily_orders');
    await follow(here, first, () => here.deploy(first));
    heading('An approved merge is deployed');
    const second = await mergeDag(here.stage, 'payments');
    await follow(here, second, () => here.deploy(second));
    heading('The deployment is rolled back');
    const inputs = {
      ...here.followed,
      operation: 'rollback',
      'rollback-to': `version-${first}`,
      reason: 'payments counts twice',
    };
    await follow(here, first, () =>
      here.stage.run(second, { environment: here.environment, limitMs: 600_000, inputs }),
    );
    heading(`All of it took ${seconds(performance.now() - started)}`);
  } finally {
    await here.close();
  }
}

/** Runs a deployment. Prints each change of a pod when it happens, then the log of the rollout. */
async function follow({ cluster }: ClusterStage, commit: string, work: () => Promise<ActionResult>): Promise<void> {
  const start = performance.now();
  const known = new Map<string, string>();
  let isOver = false;
  const watching = (async () => {
    for (; !isOver; await sleep(LOOK_EVERY_MS)) {
      const { items } = await cluster.kubectl.get<{ items: Pod[] }>(['pods', '--namespace', NAMESPACE]);
      printChanges(items, known, start);
    }
  })();
  const working = work().finally(() => {
    isOver = true;
  });
  const [result] = await Promise.all([working, watching]);
  quiet(result.log.slice(result.log.indexOf('▸ rollout')).join('\n').trim());
  expectEqual(
    result.outputs.rollout,
    'rolled-out',
    `version-${commit.slice(0, 7)}… is running, ${seconds(result.milliseconds)} after the run started`,
  );
}

/** Prints the pods whose state differs from `known`, and updates `known`. */
function printChanges(items: readonly Pod[], known: Map<string, string>, start: number): void {
  const pods = new Map(items.map((pod) => [pod.metadata.name, describePod(pod)]));
  for (const name of known.keys()) if (!pods.has(name)) pods.set(name, 'gone');
  for (const [name, state] of pods) {
    if (known.get(name) !== state) quiet(`+${seconds(performance.now() - start)}  ${name.padEnd(52)} ${state}`);
    known.set(name, state);
  }
}

function describePod({ metadata, spec, status }: Pod): string {
  const tag = spec.containers[0]?.image.replace(`${IMAGE}:`, '').slice(0, 15);
  return `${tag}  ${metadata.deletionTimestamp === undefined ? (status.phase ?? '') : 'Terminating'}`;
}
