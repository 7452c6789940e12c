import type { Health } from './scenario.ts';

/** A resource beside the Deployment that runs the image. */
export interface OtherResource {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly health: Health;
  readonly message?: string;
  /** The images of its pods. */
  readonly images?: readonly string[];
}

/** From best to worst, as in Argo CD's gitops-engine/pkg/health/health.go. */
const ORDER: readonly Health[] = ['Healthy', 'Suspended', 'Progressing', 'Missing', 'Degraded', 'Unknown'];

/** Returns the worst health, which is that of the application. */
export function worstHealth(first: Health, others: readonly OtherResource[]): Health {
  const ranks = [first, ...others.map(({ health }) => health)].map((health) => ORDER.indexOf(health));
  return ORDER[Math.max(...ranks)] ?? 'Unknown';
}

/** Returns the resource as the list of an application shows it. */
export function showOther({ group, kind, name, health, message }: OtherResource): object {
  const described = message === undefined ? {} : { message };
  return {
    group,
    version: 'v1',
    kind,
    namespace: 'airflow',
    name,
    status: 'Synced',
    health: { status: health, ...described },
  };
}

/** Returns the resource and its pod as the tree shows them. */
export function showOtherTree(resource: OtherResource): object[] {
  const { group, kind, name, images } = resource;
  if (images === undefined) return [showOther(resource)];
  const parentRefs = [{ group, kind, namespace: 'airflow', name }];
  const pod = { version: 'v1', kind: 'Pod', namespace: 'airflow', name: `${name}-0`, parentRefs, images };
  return [showOther(resource), pod];
}
