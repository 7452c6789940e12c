import { parseAllDocuments } from 'yaml';

export interface Images {
  readonly containers: readonly { readonly name: string; readonly image: string; readonly init: boolean }[];
  /** `repository:tag` of the Kubernetes executor's workers in airflow.cfg. */
  readonly worker: string;
  /** The image of the pod template's main container. */
  readonly podTemplate: string;
}

interface Pod {
  readonly containers?: readonly { name: string; image: string }[];
  readonly initContainers?: readonly { name: string; image: string }[];
}

/** Returns the images in the manifests that `helm template` rendered from Apache Airflow's chart. */
export function listImages(rendered: string): Images {
  const manifests = parseAllDocuments(rendered).map((document) => document.toJS() as unknown);
  const data = manifests.map((manifest) => (manifest as { data?: Record<string, string> } | null)?.data ?? {});
  const config = data.find((files) => 'airflow.cfg' in files)?.['airflow.cfg'] ?? '';
  const template = data.find((files) => 'pod_template_file.yaml' in files)?.['pod_template_file.yaml'] ?? '';
  const section = config.split(/^\[/m).find((text) => text.startsWith('kubernetes_executor]')) ?? '';
  const setting = (name: string) => new RegExp(`^${name} = (.*)$`, 'm').exec(section)?.[1] ?? '';
  const [pod] = parseAllDocuments(template).flatMap((document) => listPods(document.toJS()));
  return {
    containers: manifests
      .flatMap(listPods)
      .flatMap(({ containers = [], initContainers = [] }) => [
        ...containers.map(({ name, image }) => ({ name, image, init: false })),
        ...initContainers.map(({ name, image }) => ({ name, image, init: true })),
      ]),
    worker: `${setting('worker_container_repository')}:${setting('worker_container_tag')}`,
    podTemplate: pod?.containers?.[0]?.image ?? '',
  };
}

function listPods(value: unknown): Pod[] {
  if (value === null || typeof value !== 'object') return [];
  const own = 'containers' in value && Array.isArray(value.containers) ? [value as Pod] : [];
  return [...own, ...Object.values(value).flatMap(listPods)];
}
