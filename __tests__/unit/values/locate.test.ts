/** Places that the grammar of key paths reaches: documents, items by name, and YAML in block strings. */
import { expect, test } from '@jest/globals';
import { UserError } from '../../../src/errors.ts';
import { editValues } from '../../../src/values/edit.ts';
import { formatKeyPath, joinKeyPaths, parseKeyPath } from '../../../src/values/key-path.ts';
import { parseValues } from '../../../src/values/parse.ts';
import { readValue } from '../../../src/values/read.ts';

const RELEASE = `# the repository
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: airflow}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: airflow # the release
spec:
  values:
    images: {airflow: {tag: "old"}}
...
---
kind: HelmRelease
metadata: {name: other}
spec: {values: {images: {airflow: {tag: old}}}}
`;

const APPLICATION = `kind: Application
spec:
  source:
    helm:
      parameters:
        - name: image.repository
          value: repo
        - {name: image.tag, value: old} # ours
      values: |
        # chart
        images:
          airflow:
            tag: old   # why

            digest:
        other: 1
      fileParameters: []
`;

const KUSTOMIZATION = `images:
- name: apache/airflow
  newName: repo
  newTag: old
- newTag: old
  name: statsd
`;

const CONFIG = `data:
  values.yaml: |-
    outer:
      inner: |
        tag: 'old'
  script: |
    echo {{ x }}: [
`;

const FLOW = '[{name: a, tag: 1}, {name: "b", tag: old}]\n';

test.each([
  [RELEASE, '[kind=HelmRelease,name=airflow].spec.values.images.airflow.tag', 0],
  [RELEASE, '[kind=HelmRelease,name="other"].spec.values.images.airflow.tag', 1],
  [RELEASE, '[1].spec.values.images.airflow.tag', 0],
  [APPLICATION, 'spec.source.helm.parameters[name=image.tag].value', 0],
  [APPLICATION, 'spec.source.helm.values.images.airflow.tag', 1],
  [APPLICATION, '[kind=Application].spec.source.helm.values.images.airflow.tag', 1],
  [KUSTOMIZATION, 'images[name=apache/airflow].newTag', 0],
  [KUSTOMIZATION, 'images[name=apache/airflow,newName=repo].newTag', 0],
  [KUSTOMIZATION, 'images[name=statsd].newTag', 1],
  [CONFIG, 'data."values.yaml".outer.inner.tag', 0],
  [FLOW, '[name=b].tag', 0],
])('one value changes, and every other byte stays: %#: %s', (text, path, occurrence) => {
  for (const ends of [text, text.replaceAll('\n', '\r\n'), `\uFEFF${text}`, text.replace(/\n$/, '')]) {
    const at = [...ends.matchAll(/\bold\b/g)][occurrence]?.index ?? -1;
    const expected = `${ends.slice(0, at)}version-1${ends.slice(at + 3)}`;
    expect(readValue(parseValues(ends), parseKeyPath(path))).toBe('old');
    expect(editValues(ends, [{ path, value: 'version-1' }]).text).toBe(expected);
  }
});

test('the only document with the key is found without a selector', () => {
  const text = RELEASE.slice(0, RELEASE.indexOf('...'));
  const path = 'spec.values.images.airflow.tag';
  expect(editValues(text, [{ path, value: 'new' }]).text).toBe(text.replace('old', 'new'));
});

test('several values in block strings and around them: all in one edit', () => {
  const edits = [
    { path: 'spec.source.helm.values.images.airflow.digest', value: 'sha256:1' },
    { path: 'spec.source.helm.values.images.airflow.tag', value: 'a: b' },
    { path: 'spec.source.helm.parameters[name=image.tag].value', value: 'new' },
  ];
  expect(editValues(APPLICATION, edits).text).toBe(
    APPLICATION.replace('value: old}', 'value: new}')
      .replace('tag: old   # why', 'tag: "a: b"   # why')
      .replace('digest:', 'digest: sha256:1'),
  );
});

test.each([
  [RELEASE, 'spec.values.images.airflow.tag', /in 2 documents \(\[kind=HelmRelease,name=airflow\], /],
  [
    RELEASE,
    '[kind=Deployment].spec',
    /no key \[kind=Deployment\]\.spec \(the file, at 1:1, has \[kind=HelmRepository,/,
  ],
  [KUSTOMIZATION, 'images.newTag', /images, at 2:1, is a list with \[name=apache\/airflow\], \[name=statsd\]/],
  [KUSTOMIZATION, 'images[name=x].newTag', /is a list with \[name=apache/],
  ['a:\n- {name: x}\n- {name: x}\n', 'a[name=x].tag', /a\[name=x\] at 2:1 selects more than one item/],
  ['a: >\n  tag: 1\n', 'a.tag', /a at 1:4 is a folded string \(>\) that contains YAML; write it as a block string/],
  ['a: "tag: 1"\n', 'a.tag', /a string in quotes that contains YAML/],
  ['a: |\n  tag: 1\n', 'a', /contains YAML; continue the key into it \(a\.…\)/],
  ['a: |\n  tag: {b: 1}\n', 'a.tag', /a\.tag at 2:8 is a mapping/],
  ['a: |\n  x: &t 1\n  tag: *t\n', 'a.tag', /a\.tag at 3:8 is an alias/],
  ['a: |\n  echo {{ x }}: [\n', 'a.tag', /no key a\.tag \(a, at 1:4, has no keys\)/],
])('the error says what is there: %#: %s', (text, path, message) => {
  expect(() => editValues(text, [{ path, value: 'x' }])).toThrow(message);
  expect(() => editValues(text, [{ path, value: 'x' }])).toThrow(UserError);
});

test.each(['[kind=HelmRelease,name=airflow].spec."a.b"[0]', 'images[name=apache/airflow].newTag', 'a[name="x, y"].b'])(
  'the key path %s reads back as it is written',
  (path) => {
    expect(formatKeyPath(parseKeyPath(path))).toBe(path);
  },
);

test.each(['a[=x]', 'a[name=]', 'a[name=x', 'a[name=x,]y', 'a[name]'])('the key path %s is invalid', (path) => {
  expect(() => parseKeyPath(path)).toThrow(UserError);
});

test('a prefix and a key make one path', () => {
  expect(joinKeyPaths('airflow', 'images.airflow.tag')).toBe('airflow.images.airflow.tag');
  expect(joinKeyPaths('[kind=HelmRelease].spec.values', '"a.b"')).toBe('[kind=HelmRelease].spec.values."a.b"');
  expect(joinKeyPaths('', 'a')).toBe('a');
});
