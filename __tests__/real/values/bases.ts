import { existsSync, readFileSync } from 'node:fs';
import { isMap, isScalar, type Node, parseDocument, type Scalar } from 'yaml';
import { APACHE_CHART } from '../../../sandbox/cluster/chart.ts';
import { TEAM_VALUES } from '../../../sandbox/stage/values.ts';
import { type KeyPath, parseKeyPath } from '../../../src/values/key-path.ts';
import { SHAPES } from '../../e2e/gitops-shapes/shapes.ts';

/** A file of a GitOps repository, with the key that a deployment sets in it. */
export interface Base {
  readonly name: string;
  readonly text: string;
  readonly path: KeyPath;
  /** Who reads the file: `helm template -f`, or a tool that reads Kubernetes objects. */
  readonly reader: 'helm' | 'objects';
}

/** Values files of real teams, which are not in this repository. */
const CORPUS = new URL('../../../../shared/values-corpus/', import.meta.url);

/** The lines of a real file that are kept, so that each of many mutants is read in milliseconds. */
const LINES_KEPT = 80;

const KEYS: Readonly<Record<string, string>> = {
  'an umbrella chart': 'airflow.images.airflow.tag',
  'JSON of an ApplicationSet': 'image.tag',
  'registry, repository and tag': 'image.tag',
  'a Deployment with a whole reference': 'spec.template.spec.containers[name=scheduler].image',
  'a HelmRepository and a HelmRelease': '[kind=HelmRelease,name=airflow].spec.values.images.airflow.tag',
  'values in a ConfigMap for valuesFrom': 'data."values.yaml".images.airflow.tag',
  'single values in a ConfigMap for targetPath': 'data.tag',
  'an Argo CD Application with valuesObject': 'spec.source.helm.valuesObject.images.airflow.tag',
  'an Argo CD Application with a string of values': 'spec.sources[0].helm.values.images.airflow.tag',
  'an Argo CD Application with parameters': 'spec.source.helm.parameters[name=images.airflow.tag].value',
  'a Kustomization': 'images[name=apache/airflow].newTag',
  'a Kustomization with helmCharts': 'helmCharts[name=airflow].valuesInline.images.airflow.tag',
};

/** Files of features that few real files have. */
const OWN: readonly (readonly [name: string, key: string, text: string])[] = [
  ['a team', 'images.airflow.tag', TEAM_VALUES],
  ['anchors', 'image.tag', 'x: &x {tag: v1}\nimage: &i\n  tag: &t v1\nother: *i\nb:\n  <<: *x\n  c: *t\n'],
  ['a key twice', 'image.tag', 'env: {A: 1}\nimage: {tag: v1}\nenv: {B: 2}\n'],
  ['two documents', 'image.tag', '---\nimage:\n  tag: v1\n---\nmore:\n  - x: 1\n'],
  ['quotes', 'image.tag', `image:\n  name: 'a: ''b'\n  tag: "v\\u0031" # c\n  x: "a\n    b"\n`],
  ['blocks', 'image.tag', 'a: |\n  text: x\n   more\n\nb: >-\n  folded\n  text\nimage:\n  tag: v1\nc: |+\n  end\n\n'],
  ['lists', 'containers[1].image', 'containers:\n- name: a\n  image: b\n- image: c:v1\n  name: d\n- [1, {e: f}]\n'],
  ['types', 'tag', 'a: 1.10\nb: 0x1F\nc: yes\nd: ~\ne: 2024-01-01\nf: 1:20\ntag: 1.2\ng: 1e3\n"h": !!str 1\n'],
  ['flow', 'a.b.tag', '{a: {b: {tag: v1, "c": [1, 2,\n  3]}, d: "x"},\n e: {}}\n'],
];

/** Returns files of this repository, and lines of the corpus and of Airflow's chart if they are beside it. */
export function readBases(): Base[] {
  const shapes = SHAPES.flatMap(({ name, files }): Base[] => {
    const [text = ''] = Object.values(files('version-1'));
    const key = KEYS[name];
    if (key === undefined) return [];
    return [
      {
        name,
        text,
        path: parseKeyPath(key),
        reader: /^(?:kind|\w+: \w+\/v|---\nkind)/.test(text) ? 'objects' : 'helm',
      },
    ];
  });
  const own = OWN.map(([name, key, text]): Base => ({ name, text, path: parseKeyPath(key), reader: 'helm' }));
  return [...own, ...shapes, ...readCorpus().map(cut)];
}

/** Returns the whole files of the corpus, and of Airflow's chart. */
export function readCorpus(): Base[] {
  if (!existsSync(CORPUS)) return [];
  const index: { file: string; tag_path: KeyPath }[] = JSON.parse(readFileSync(new URL('index.json', CORPUS), 'utf8'));
  const files = index.map(({ file, tag_path: path }): Base => {
    return { name: file, text: readFileSync(new URL(file, CORPUS), 'utf8'), path, reader: 'helm' };
  });
  const chart = `${APACHE_CHART}/values.yaml`;
  if (!existsSync(chart)) return files;
  const path = ['images', 'airflow', 'tag'];
  return [...files, { name: 'airflow-chart', text: readFileSync(chart, 'utf8'), path, reader: 'helm' }];
}

/** Keeps the largest part of the file around the key that is short, and the lines of the keys above it. */
function cut({ text, path, ...base }: Base): Base {
  const lines = text.split('\n');
  const root = parseDocument(text);
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length - 1;
  const pairs = path.map((step, depth) => {
    const map = root.getIn(path.slice(0, depth), true);
    const pair = isMap(map) ? map.items.find(({ key }) => isScalar(key) && String(key.value) === step) : undefined;
    const [key, value] = [pair?.key as Scalar, pair?.value as Node | undefined];
    const from = lineOf(key.range?.[0] ?? 0);
    return { from, to: Math.max(from, lineOf((value?.range?.[1] ?? 1) - 1)) };
  });
  const short = Math.max(
    pairs.findIndex(({ from, to }) => to - from < LINES_KEPT),
    0,
  );
  const kept = lines.filter((_, index) =>
    pairs.some(({ from, to }, depth) => index === from || (depth >= short && index > from && index <= to)),
  );
  return { ...base, text: `${kept.join('\n')}\n`, path };
}
