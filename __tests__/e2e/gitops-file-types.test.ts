/** Files of a GitOps repository that cannot be edited in place: the error says what is there, and nothing is committed. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import type { FileContent } from '../../sandbox/github/objects.ts';
import { ENGINEER, IMAGE, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';

const CHART = `images:\n  airflow:\n    repository: ${IMAGE}\n    tag: old\n`;
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0a'.repeat(32)}\nsize 120\n`;

let stage: Stage;
let commit: string;
beforeAll(async () => {
  stage = await startStage();
  commit = await mergeDag(stage, 'orders');
});
afterAll(() => stage.close());

test.each<[string, string, FileContent, readonly [code: string, inputs?: Record<string, string>], RegExp]>([
  [
    'a symbolic link',
    'link.yaml',
    { mode: '120000', target: VALUES_FILE },
    ['values-file-type'],
    /a symbolic link to app/,
  ],
  [
    'a submodule',
    'sub',
    { mode: '160000', target: 'a'.repeat(40) },
    ['values-file-type'],
    /is a submodule, so its files/,
  ],
  ['a folder', 'applications', 'x', ['values-file-type'], /is a folder/],
  ['a pointer of Git LFS', 'lfs.yaml', POINTER, ['values-file-type'], /is a pointer of Git LFS/],
  ['Terraform', 'main.tf', `image = "${IMAGE}:old"\n`, ['values-file-type'], /main\.tf is a Terraform file/],
  [
    'environment variables',
    '.env',
    `IMAGE=${IMAGE}:old\n`,
    ['values-file-type'],
    /\.env is a file of environment variables/,
  ],
  ['a template', 'values.yaml.gotmpl', 'a:\n{{ if x }}\n  b: [\n', ['values-file-type'], /is a template/],
  [
    'a template by its text',
    't.yaml',
    'a:\n{{ if x }}\n  b: [\n',
    ['values-file-type'],
    /is a template: it contains \{\{/,
  ],
  ['one text', 'notes.yaml', 'some words\n', ['values-file-type'], /is one text, without keys/],
  [
    'a merge key',
    'merge.yaml',
    `x: &x {tag: old}\nimages:\n  airflow:\n    repository: ${IMAGE}\n    <<: *x\n`,
    ['values-key-unsupported'],
    /images\.airflow\.tag at 5:5 is not written here but set by a merge key/,
  ],
  [
    'a list without an item',
    'kustomization.yaml',
    `images:\n- {name: a, newName: ${IMAGE}, newTag: v1}\n- {name: b, newName: ${IMAGE}, newTag: v1}\n`,
    ['wrong-target', { 'tag-key': 'images.newTag' }],
    /The image is at images\[name=a\]\.newTag, images\[name=b\]\.newTag: set tag-key to one of them/,
  ],
  [
    'a string in quotes',
    'quoted.yaml',
    `values: "images:\\n  airflow: {repository: ${IMAGE}, tag: old}\\n"\n`,
    ['values-key-unsupported', { 'key-prefix': 'values' }],
    /values at 1:9 is a string in quotes that contains YAML; write it as a block string/,
  ],
  [
    'a folded string',
    'folded.yaml',
    `spec:\n  helm:\n    values: >\n      ${CHART.trim().replaceAll('\n', '\n      ')}\n`,
    ['values-key-unsupported'],
    /spec\.helm\.values at 3:13 is a folded string \(>\) that contains YAML; write it as a block string/,
  ],
  [
    'a tag with a digest',
    'pinned.yaml',
    CHART.replace('old', `v1@sha256:${'0a'.repeat(32)}`),
    ['digest-overrides-tag'],
    /which overrides the tag in the same value[\s\S]*Set pin-digest: true[\s\S]*or remove the digest from images\.airflow\.tag/,
  ],
  [
    'another registry',
    'registry.yaml',
    'image: {registry: docker.io, repository: flux-airflow, tag: old}\n',
    ['wrong-target', { 'tag-key': 'image.tag' }],
    /deploys docker\.io\/flux-airflow \(image\.registry and image\.repository\)[\s\S]*set image\.registry and image\.repository, which the chart joins/,
  ],
  [
    'a tag without a repository',
    'overlay.yaml',
    'images: {airflow: {tag: old}}\n',
    ['wrong-target'],
    /deploys no repository[\s\S]*name it in base-values-files/,
  ],
])('%s', async (_, path, content, [code, inputs], message) => {
  if (path !== 'applications')
    await stage.gitops.commit({
      branch: 'main',
      message: 'By hand',
      author: ENGINEER,
      files: { [path]: withTag(content) },
    });
  const head = await stage.gitops.head('main');
  const result = await stage.run(commit, { inputs: { ...inputs, 'values-file': path } });
  expect(result).toHaveFailedWith(code);
  expect(result.annotations.at(-1)?.message).toMatch(message);
  expect(await stage.gitops.head('main')).toBe(head);
});

test.each([
  ['a key twice', 'env: {A: 1}\nenv: {B: 2}\n', 'duplicate key', 6],
  ['an invalid document', '---\nmore: [\n', 'unread text', 7],
])(
  '%s elsewhere, which Helm accepts: the tag is deployed, with a warning that names the line',
  async (name, more, title, line) => {
    const path = `${name.replaceAll(' ', '-')}.yaml`;
    const text = `${withTag(CHART)}${more}`;
    await stage.gitops.commit({ branch: 'main', message: 'By hand', author: ENGINEER, files: { [path]: text } });
    const result = await stage.run(commit, { inputs: { 'values-file': path } });
    expect(result).toHaveDeployed({ titles: [title] });
    expect(result.annotations.map((each) => [each.title, each.line])).toContainEqual([title, line]);
    const expected = text.replace(/version-[0-9a-f]+/, `version-${commit}`);
    expect(String(await stage.gitops.read('main', path))).toBe(expected);
  },
);

/** Writes the tag that is deployed, so that no gate before the edit refuses another one. */
function withTag(content: FileContent): FileContent {
  return typeof content === 'string' ? content.replaceAll('old', `version-${stage.first}`) : content;
}

test('an address on another host', async () => {
  const result = await stage.run(commit, {
    inputs: { 'gitops-repository': 'https://gitlab.example.com/team/gitops.git' },
  });
  expect(result).toHaveFailedWith('repository-name');
  expect(result.annotations[0]?.message).toMatch(
    /on gitlab\.example\.com[\s\S]*a GitOps repository on another host cannot be used/,
  );
});
