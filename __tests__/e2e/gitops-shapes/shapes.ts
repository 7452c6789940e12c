import { IMAGE } from '../../../sandbox/stage/stage.ts';

/** Files of a GitOps repository, as teams write them. */
export interface Shape {
  readonly name: string;
  /** The first is the values file. */
  readonly files: (tag: string) => Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, string>>;
}

const [REGISTRY = '', NAME = ''] = IMAGE.split('/');
const ZERO = `sha256:${'0'.repeat(64)}`;

const indent = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by));
const chart = (tag: string) => `images:\n  airflow:\n    repository: ${IMAGE}\n    tag: ${tag} # set by CI\n`;

/** Values of charts. Each has other things around the image, which keep their bytes. None needs an input unless it has `inputs`. */
export const VALUES: readonly Shape[] = [
  { name: 'an umbrella chart', files: (tag) => ({ 'env/values.yaml': `# team\nairflow:\n${indent(chart(tag), 2)}` }) },
  {
    name: 'an umbrella chart by its prefix, with another that has the image',
    files: (tag) => ({ 'values.yaml': `old:\n${indent(chart('old'), 2)}airflow:\n${indent(chart(tag), 2)}` }),
    inputs: { 'key-prefix': 'airflow' },
  },
  {
    name: 'JSON of an ApplicationSet',
    files: (tag) => ({
      'config.json': `{\n  "env": "prod",\n  "image": {"repository": "${IMAGE}", "tag": "${tag}"}\n}`,
    }),
  },
  {
    name: 'an overlay with the tag, and a base with the repository',
    files: (tag) => ({
      'prod/values.yaml': `images: {airflow: {tag: '${tag}'}}\n`,
      'base/values.yaml': `images: {airflow: {repository: ${IMAGE}, tag: dev}}\n`,
    }),
    inputs: { 'base-values-files': 'base/values.yaml' },
  },
  {
    name: 'registry, repository and tag',
    files: (tag) => ({ 'v.yaml': `image:\n  registry: ${REGISTRY}\n  repository: ${NAME}\n  tag: "${tag}"\n` }),
  },
  {
    name: 'a tag with a digest in it',
    files: (tag) => ({ 'values.yaml': chart(`${tag}@${ZERO}`) }),
    inputs: { 'pin-digest': 'true' },
  },
];

/** Files of Kubernetes objects, of Flux, Argo CD and Kustomize. */
export const OBJECTS: readonly Shape[] = [
  {
    name: 'a Deployment with a whole reference',
    files: (tag) => ({
      'deployment.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: scheduler}\nspec:\n  template:\n    spec:\n      containers:\n        - image: ${IMAGE}:${tag}   # ours\n          name: scheduler\n        - {name: proxy, image: "proxy:1"}\n`,
    }),
  },
  {
    name: 'several manifests in a file, and a reference with a digest',
    files: (tag) => ({
      'all.yaml': `kind: Service\nmetadata: {name: a}\n---\nkind: Deployment\nmetadata: {name: a}\nimage: other:1\n---\nkind: Deployment\nmetadata: {name: b}\nspec:\n  image: '${IMAGE}:${tag}@${ZERO}'\n`,
    }),
    inputs: { 'tag-key': '[kind=Deployment,name=b].spec.image', 'pin-digest': 'true' },
  },
  {
    name: 'a HelmRepository and a HelmRelease',
    files: (tag) => ({
      'release.yaml': `---\nkind: HelmRepository\nmetadata:\n  name: airflow\n---\nkind: HelmRelease\nmetadata:\n  name: airflow\nspec:\n  values:\n${indent(chart(tag), 4)}...\n`,
    }),
  },
  {
    name: 'values in a ConfigMap for valuesFrom',
    files: (tag) => ({
      'cm.yaml': `kind: ConfigMap\nmetadata:\n  name: airflow-values\ndata:\n  values.yaml: |\n    # chart\n${indent(chart(tag), 4)}  x: "1"\n`,
    }),
  },
  {
    name: 'single values in a ConfigMap for targetPath',
    files: (tag) => ({
      'cm.yaml': `kind: ConfigMap\nmetadata: {name: image}\ndata:\n  repository: ${IMAGE}\n  tag: ${tag}\n`,
    }),
  },
  {
    name: 'an Argo CD Application with valuesObject',
    files: (tag) => ({
      'app.yaml': `kind: Application\nspec:\n  source:\n    helm:\n      valuesObject:\n${indent(chart(tag), 8)}`,
    }),
  },
  {
    name: 'an Argo CD Application with a string of values',
    files: (tag) => ({
      'app.yaml': `kind: Application\nspec:\n  sources:\n    - helm:\n        values: |\n          # chart\n\n${indent(chart(tag), 10)}      chart: airflow\n`,
    }),
  },
  {
    name: 'an Argo CD Application with parameters',
    files: (tag) => ({
      'app.yaml': `kind: Application\nspec:\n  source:\n    helm:\n      parameters:\n        - name: images.airflow.repository\n          value: ${IMAGE}\n        - {name: images.airflow.tag, value: "${tag}"}\n`,
    }),
  },
  {
    name: 'a Kustomization',
    files: (tag) => ({
      'overlay/kustomization.yaml': `resources: [../base]\nimages:\n- name: statsd\n  newTag: v1\n- name: apache/airflow\n  newName: ${IMAGE}\n  newTag: ${tag}\n`,
    }),
  },
  {
    name: 'a Kustomization with helmCharts',
    files: (tag) => ({
      'kustomization.yaml': `helmCharts:\n- name: airflow\n  valuesInline:\n${indent(chart(tag), 4)}`,
    }),
  },
];

export const SHAPES: readonly Shape[] = [...VALUES, ...OBJECTS];
