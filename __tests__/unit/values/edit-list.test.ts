import { expect, test } from '@jest/globals';
import { fillEdit, parseEdits } from '../../../src/values/edit-list.ts';

const DEPLOYED = { image: 'registry.example/airflow', tag: 'version-1', digest: 'sha256:ab' };

function fill(text: string) {
  return parseEdits(text).map((edit) => {
    const { isUnsure: _, ...filled } = fillEdit(edit, DEPLOYED);
    return { file: edit.file, ...filled };
  });
}

test('values with placeholders, parts of references, and files', () => {
  const text = `
- { key: images.pod_template.tag, value: '{tag}' }
- file: ./other/values.yaml
  key: '"a.b"[0].image'
  value: "{image}:{tag}@{digest}"
- { file: /x.json, key: image, part: repository }
- { key: version, value: 1.10 }
`;
  expect(fill(text)).toEqual([
    { file: undefined, path: 'images.pod_template.tag', value: 'version-1' },
    { file: 'other/values.yaml', path: '"a.b"[0].image', value: 'registry.example/airflow:version-1@sha256:ab' },
    { file: 'x.json', path: 'image', part: 'repository', value: 'registry.example/airflow' },
    { file: undefined, path: 'version', value: '1.10' },
  ]);
});

test.each([
  ['key: a', 'it is not a list'],
  ['- a', 'its entry 1 is not a mapping'],
  ['- {key: a, value: b}\n- {key: a, values: b}', 'its entry 2 has the unknown key "values"'],
  ['- {value: a}', 'its entry 1 has no key'],
  ['- {key: a}', 'needs either value or part'],
  ['- {key: a, value: b, part: tag}', 'needs either value or part'],
  ['- {key: a, part: name}', 'part of its entry 1 is "name"'],
  ['- {key: a, value: "{commit}"}', 'unknown placeholder {commit}'],
  ['- {key: a, value: [b]}', 'value of its entry 1 is not a string'],
  ['- {key: a, value: }', 'value of its entry 1 is not a string'],
  ['- {key: a, key: b, value: c}', 'it is not YAML'],
  ['- [', 'it is not YAML'],
])('%j is refused: %s', (text, message) => {
  expect(() => parseEdits(text)).toThrow(message);
});

test('an invalid key is rejected', () => {
  expect(() => parseEdits('- {key: a..b, value: c}')).toThrow('key path');
});
