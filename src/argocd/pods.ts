import type { EventList, ResourceTree, TroubledPod } from './application.ts';
import type { ArgoCd } from './argocd.ts';
import type { Operation } from './state.ts';

/** Describes a failing pod, to append to the state; returns `undefined` if Argo CD does not return the pods. */
export async function describePods(argocd: Pick<ArgoCd, 'readTree' | 'readEvents'>): Promise<string | undefined> {
  const tree = await argocd.readTree().catch(() => undefined);
  const pods = tree && findTroubledPods(tree);
  const [first] = pods ?? [];
  if (first === undefined) return pods && '';
  const warning = await argocd.readEvents(first).then(lastWarning, () => undefined);
  return `; Pod ${first.name}: ${[first.reason, ...(warning === undefined ? [] : [warning])].join(': ')}`;
}

/**
 * The image cannot be pulled, or its program ends again and again. An init container that ends may only wait, as that of
 * Airflow's chart does for the migrations. https://kubernetes.io/docs/concepts/containers/images/#imagepullbackoff
 */
const IMAGE_FAILS = /^(?:Init:)?(?:ErrImage|ImagePullBackOff|InvalidImageName|ImageInspectError)|^CrashLoopBackOff$/;

/** Returns whether a pod of one of these images fails because of the image; `false` if Argo CD does not return the pods. */
export async function hasFailedPod(argocd: Pick<ArgoCd, 'readTree'>, references: readonly string[]): Promise<boolean> {
  const tree = await argocd.readTree().catch(() => undefined);
  return tree !== undefined && hasFailed(tree, references);
}

/** A program runs in the pod. */
const RUNS = /^(?:Running|NotReady|Init:\d)/;

/**
 * Returns whether a running sync of these images never ends: a pod of theirs fails because of the image, or something in the
 * sync has failed, and no Job runs, such as the migrations, which end with their sync. `false` if Argo CD does not return the
 * pods. With hooks, Argo CD may wait for one that it has deleted itself: https://github.com/argoproj/argo-cd/issues/27507
 */
export async function isStuck(
  argocd: Pick<ArgoCd, 'readTree'>,
  references: readonly string[],
  { failed }: Pick<Operation, 'failed'>,
): Promise<boolean> {
  const tree = await argocd.readTree().catch(() => undefined);
  if (tree === undefined || (failed.length === 0 && !hasFailed(tree, references))) return false;
  const isOfJob = ({ parentRefs = [] }: Node) => parentRefs.some(({ kind }) => kind === 'Job');
  return !podsOf(tree).some((pod) => isOfJob(pod) && RUNS.test(reasonOf(pod)));
}

function hasFailed(tree: ResourceTree, references: readonly string[]): boolean {
  const isOurs = ({ images = [] }: Node) => images.some((image) => references.includes(image));
  return podsOf(tree).some((pod) => isOurs(pod) && IMAGE_FAILS.test(reasonOf(pod)));
}

type Node = NonNullable<ResourceTree['nodes']>[number];

function podsOf({ nodes = [] }: ResourceTree): readonly Node[] {
  return nodes.filter(({ kind }) => kind === 'Pod');
}

/** Returns Argo CD's “Status Reason” of a pod. */
function reasonOf({ info = [] }: Node): string {
  return info.find(({ name }) => name === 'Status Reason')?.value ?? '';
}

/**
 * Returns the pods that fail or cannot start, by their “Status Reason”. Argo CD's health ignores pods that wait in an init
 * container or belong to a hook.
 */
function findTroubledPods(tree: ResourceTree): TroubledPod[] {
  return podsOf(tree).flatMap((pod) => {
    const { name = '', namespace = '', uid = '' } = pod;
    const reason = reasonOf(pod);
    return /BackOff|Err|OOMKilled|Evicted/.test(reason) ? [{ name, namespace, uid, reason }] : [];
  });
}

/** Returns the message of the latest failure in a pod's events; `undefined` if there is none. */
function lastWarning({ items }: EventList): string | undefined {
  const warnings = (items ?? []).filter(({ type }) => type === 'Warning');
  const failures = warnings.filter(({ message = '' }) => !/^(?:Error: |Back-off )/.test(message));
  return (failures.at(-1) ?? warnings.at(-1))?.message;
}
