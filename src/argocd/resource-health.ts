import type { Resource, ResourceKey, ResourceTree } from './application.ts';

/** The health of one resource of an application. */
export interface ResourceHealth {
  /** Group, kind, namespace and name. */
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  /** `Healthy`, `Suspended`, `Progressing`, `Missing`, `Degraded`, `Unknown`. */
  readonly status: string;
  readonly message: string;
}

/** From best to worst, as in Argo CD's gitops-engine/pkg/health/health.go. */
const ORDER = ['Healthy', 'Suspended', 'Progressing', 'Missing', 'Degraded', 'Unknown'];

/**
 * The kinds that run containers all the time. They are reported as failed only after their controller has given up (an
 * exceeded deadline, a used up limit of retries). The controllers of all other kinds retry by themselves: an HPA finds no
 * metrics while pods start.
 */
const WORKLOADS = new Set([
  'BroadcastJob',
  'CloneSet',
  'DaemonSet',
  'Deployment',
  'DeploymentConfig',
  'Job',
  'Pod',
  'ReplicaSet',
  'Rollout',
  'SpotDeployment',
  'StatefulSet',
]);

/** How long a resource may be Degraded, in milliseconds. */
const GRACE_MS = { workload: 10_000, other: 300_000 };

/** Returns the health of a resource, if it has one that Argo CD counts. */
export function readHealth({ health, hook, ...key }: Resource): ResourceHealth[] {
  const { status = '', message = '' } = health ?? {};
  if (status === '' || hook === true) return [];
  return [{ key: keyOf(key), kind: key.kind ?? '', name: key.name ?? '', status, message }];
}

/** Returns how long a resource may be Degraded before the rollout has failed, in milliseconds. */
export function graceOf({ kind }: ResourceHealth): number {
  return WORKLOADS.has(kind) ? GRACE_MS.workload : GRACE_MS.other;
}

/** Describes a resource with its health, in one line. */
export function describeHealth({ kind, name, status, message }: ResourceHealth): string {
  const said = message.replace(/\s+/g, ' ').trim();
  return `${kind} ${name}: ${said === '' ? status : `${status}, ${said}`}`;
}

/** Returns the worst health, as Argo CD does for the whole application. */
export function worstOf(resources: readonly ResourceHealth[]): string {
  const rank = ({ status }: ResourceHealth) => ORDER.indexOf(status);
  const [worst] = [...resources].sort((one, other) => rank(other) - rank(one));
  return worst?.status ?? 'Healthy';
}

/** Returns the resources that are unhealthy, but no worse than they were before. */
export function findOldFaults(
  now: readonly ResourceHealth[],
  before: readonly ResourceHealth[],
): readonly ResourceHealth[] {
  const statuses = new Map(before.map(({ key, status }) => [key, status]));
  return now.filter(({ key, status }) => {
    const was = statuses.get(key) ?? 'Healthy';
    return status !== 'Healthy' && (was === status || (was === 'Degraded' && status !== 'Unknown'));
  });
}

/**
 * Returns whether a resource runs one of these images, directly or through the resources that it owns. A workload whose
 * images are unknown, because it has no pods, counts as one that does. A CronJob never does: its health is that of its last
 * run, which the old image made.
 */
export function carries(
  { nodes = [] }: ResourceTree,
  isOurs: (image: string) => boolean,
): (resource: ResourceHealth) => boolean {
  const parents = new Map(nodes.map((node) => [keyOf(node), (node.parentRefs ?? []).map(keyOf)]));
  const images = new Map<string, string[]>();
  for (const node of nodes) {
    const [seen, queue] = [new Set<string>(), [keyOf(node)]];
    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      if (seen.has(key)) continue;
      seen.add(key);
      const known = images.get(key) ?? [];
      known.push(...(node.images ?? []));
      images.set(key, known);
      queue.push(...(parents.get(key) ?? []));
    }
  }
  return ({ key, kind }) => {
    if (kind === 'CronJob') return false;
    const known = images.get(key) ?? [];
    return known.length === 0 ? WORKLOADS.has(kind) : known.some(isOurs);
  };
}

/** Returns group, kind, namespace and name. */
export function keyOf({ group = '', kind = '', namespace = '', name = '' }: ResourceKey): string {
  return [group, kind, namespace, name].join('/');
}
