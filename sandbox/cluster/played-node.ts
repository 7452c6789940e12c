import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../wait-for.ts';
import type { Kubectl } from './kubectl.ts';

/** What becomes of a pod: its image is missing, its program ends again and again or runs, or (of a Job) it ends once. */
export type Fate = 'unpullable' | 'crashing' | 'running' | 'succeeded' | 'failed';

export interface PlayedPod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly spec: Readonly<Record<'containers' | 'initContainers', readonly Container[] | undefined>>;
}

interface Container {
  readonly name: string;
  readonly image: string;
}

/** A node whose kubelet is this process: kwok’s nodes let every pod succeed. */
export interface PlayedNode {
  /**
   * Lets the scheduler place new pods on this node only, until `release`. Returns once some of an image are there that
   * `isEnough` accepts.
   */
  capture(image: string, fate: ChooseFate, isEnough: (pods: readonly PlayedPod[]) => boolean): Promise<void>;
  /** Changes what becomes of the pods. */
  play(fate: ChooseFate): void;
  /** Lets the scheduler place new pods on the simulated nodes only, as at the start. */
  release(): Promise<void>;
  close(): Promise<void>;
}

type ChooseFate = (pod: PlayedPod) => Fate;

const NAME = 'played';
const LOOK_EVERY_MS = 300;
/** Shorter than the 40 seconds after which Kubernetes takes a silent node for lost. */
const HEARTBEAT_EVERY_MS = 10_000;

/** Adds the node to a cluster of simulated ones. */
export async function startPlayedNode(kubectl: Kubectl): Promise<PlayedNode> {
  const capacity = { cpu: '32', memory: '256Gi', pods: '110' };
  const labels = { 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' };
  await kubectl.apply([
    { apiVersion: 'v1', kind: 'Node', metadata: { name: NAME, labels }, spec: { unschedulable: true } },
  ]);
  const beat = () => patchStatus(kubectl, ['node', NAME], { capacity, allocatable: capacity, conditions: [ready()] });
  await beat();
  const played = new Set<string>();
  let chosen: ChooseFate = () => 'unpullable';
  let isOver = false;
  const look = async () => {
    const { items } = await kubectl.get<{ items: PlayedPod[] }>([
      'pods',
      '-A',
      `--field-selector=spec.nodeName=${NAME}`,
    ]);
    for (const pod of items) {
      const { uid, deletionTimestamp } = pod.metadata;
      if (deletionTimestamp !== undefined) await removePod(kubectl, pod);
      else if (!played.has(uid)) await playPod(kubectl, pod, chosen(pod));
      played.add(uid);
    }
    return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  };
  let pods: readonly PlayedPod[] = [];
  const living = (async () => {
    for (let beaten = Date.now(); !isOver; await sleep(LOOK_EVERY_MS)) {
      pods = await look();
      if (Date.now() - beaten < HEARTBEAT_EVERY_MS) continue;
      await beat();
      beaten = Date.now();
    }
  })();
  living.catch(() => {});
  const place = async (isHere: boolean) => {
    const [open, closed] = isHere ? [[NAME], ['--selector=type=kwok']] : [['--selector=type=kwok'], [NAME]];
    await kubectl.run(['cordon', ...closed]);
    await kubectl.run(['uncordon', ...open]);
  };
  return {
    async capture(image, fate, isEnough) {
      chosen = fate;
      await place(true);
      const ofImage = () => pods.filter(({ spec }) => spec.containers?.some((each) => each.image.endsWith(image)));
      const explain = () => `The node has ${pods.map(({ metadata }) => metadata.name).join(', ')}`;
      await waitFor(`pods of ${image}`, () => isEnough(ofImage()), { everyMs: LOOK_EVERY_MS, explain });
    },
    play(fate) {
      chosen = fate;
      played.clear();
    },
    release: () => place(false),
    async close() {
      isOver = true;
      await living;
    },
  };
}

async function playPod(kubectl: Kubectl, pod: PlayedPod, fate: Fate): Promise<void> {
  const { name, namespace, uid } = pod.metadata;
  const { containers = [], initContainers = [] } = pod.spec;
  const [first] = [...initContainers, ...containers];
  const [isWaiting, isReady] = [fate === 'unpullable', fate === 'running'];
  const now = new Date().toISOString();
  const ended = (exitCode: number) => ({ terminated: { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' } });
  const status = (state: object, restartCount = 0) => {
    return ({ name, image }: Container) => ({ name, image, imageID: '', ready: isReady, restartCount, state });
  };
  const waiting = (reason: string, message = '') => ({ waiting: { reason, message } });
  const pulling = waiting('ImagePullBackOff', `Back-off pulling image "${first?.image}"`);
  const main: Readonly<Record<Fate, object>> = {
    unpullable: initContainers.length > 0 ? waiting('PodInitializing') : pulling,
    crashing: waiting('CrashLoopBackOff', 'back-off 40s restarting failed container'),
    running: { running: { startedAt: now } },
    succeeded: ended(0),
    failed: ended(1),
  };
  const phase = {
    unpullable: 'Pending',
    crashing: 'Running',
    running: 'Running',
    succeeded: 'Succeeded',
    failed: 'Failed',
  }[fate];
  const restarts = fate === 'crashing' ? 3 : 0;
  await patchStatus(kubectl, ['pod', name, '--namespace', namespace], {
    phase,
    startTime: now,
    conditions: ['Ready', 'ContainersReady'].map((type) => ({ type, status: isReady ? 'True' : 'False' })),
    initContainerStatuses: initContainers.map(status(isWaiting ? pulling : ended(0))),
    containerStatuses: containers.map(status(main[fate], restarts)),
  });
  if (!isWaiting) return;
  const message = `Failed to pull image "${first?.image}": not found`;
  const involvedObject = { apiVersion: 'v1', kind: 'Pod', name, namespace, uid };
  const kind = { type: 'Warning', reason: 'Failed', message, firstTimestamp: now, lastTimestamp: now };
  await kubectl.apply([
    { apiVersion: 'v1', kind: 'Event', metadata: { name: `${name}.pull`, namespace }, involvedObject, ...kind },
  ]);
}

/** Confirms a deletion, as the kubelet does when the containers have ended. */
async function removePod(kubectl: Kubectl, { metadata: { name, namespace } }: PlayedPod): Promise<void> {
  const now = ['--force', '--grace-period=0', '--ignore-not-found', '--wait=false'];
  await kubectl.run(['delete', 'pod', name, '--namespace', namespace, ...now]);
}

function ready(): object {
  const now = new Date().toISOString();
  return { type: 'Ready', status: 'True', reason: 'KubeletReady', lastHeartbeatTime: now, lastTransitionTime: now };
}

async function patchStatus(kubectl: Kubectl, resource: readonly string[], status: object): Promise<void> {
  await kubectl.run([
    'patch',
    ...resource,
    '--subresource=status',
    '--type=merge',
    '--patch',
    JSON.stringify({ status }),
  ]);
}
