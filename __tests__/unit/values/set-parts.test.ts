import { describe, expect, test } from '@jest/globals';
import { UserError } from '../../../src/errors.ts';
import { type Part, splitReference } from '../../../src/image-reference.ts';
import { editValues } from '../../../src/values/edit.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;
const OTHER = `sha256:${'1b'.repeat(32)}`;

function setPart(text: string, ...parts: readonly (readonly [Part, string])[]): string {
  return editValues(
    text,
    parts.map(([part, value]) => ({ path: 'image', part, value })),
  ).text;
}

describe('an image reference in one value', () => {
  test.each<[string, readonly [Part, string][], string]>([
    ['image: repo/name:old # why\n', [['tag', 'new']], 'image: repo/name:new # why\n'],
    ["image: 'repo/name:old'\n", [['tag', 'new']], "image: 'repo/name:new'\n"],
    ['image: repo/name\n', [['tag', 'new']], 'image: repo/name:new\n'],
    ['image: registry:5000/a/b\n', [['tag', 'new']], 'image: registry:5000/a/b:new\n'],
    ['image: registry:5000/a/b:old\n', [['tag', 'new']], 'image: registry:5000/a/b:new\n'],
    ['{image: registry:5000/a/b:old}\n', [['tag', 'new']], '{image: "registry:5000/a/b:new"}\n'],
    ['image: "[::1]:5000/a:old"\n', [['tag', 'new']], 'image: "[::1]:5000/a:new"\n'],
    ['image: a/b:old\n', [['repository', 'registry:5000/c']], 'image: registry:5000/c:old\n'],
    [
      `image: registry:5000/a/b:old@${DIGEST}\n`,
      [
        ['tag', 'new'],
        ['digest', OTHER],
      ],
      `image: registry:5000/a/b:new@${OTHER}\n`,
    ],
    [
      `image: a/b:old@${DIGEST}\n`,
      [
        ['tag', 'new'],
        ['digest', ''],
      ],
      'image: a/b:new\n',
    ],
    [`image: a/b@${DIGEST}\n`, [['digest', OTHER]], `image: a/b@${OTHER}\n`],
    ['image: a/b:old\n', [['digest', OTHER]], `image: a/b:old@${OTHER}\n`],
  ])('%j with %j', (before, parts, after) => {
    expect(setPart(before, ...parts)).toBe(after);
  });

  test('the change names the part and its old value', () => {
    expect(editValues('image: a/b:old\n', [{ path: 'image', part: 'tag', value: 'new' }]).changes).toEqual([
      { path: 'image', part: 'tag', previous: 'old', next: 'new' },
    ]);
    expect(editValues('image: a/b\n', [{ path: 'image', part: 'tag', value: 'new' }]).changes[0]?.previous).toBeNull();
    expect(editValues('image: a/b:x\n', [{ path: 'image', part: 'tag', value: 'x' }]).changes).toEqual([]);
  });

  test.each<[string, readonly [Part, string][], RegExp]>([
    [`image: a/b:old@${DIGEST}\n`, [['tag', 'new']], /image is pinned by sha256:.* which overrides the tag/],
    ['image: "{{ .Values.x }}:old"\n', [['tag', 'new']], /is not an image reference/],
    ['image: "a/b:"\n', [['tag', 'new']], /is not an image reference/],
    ['image: ~\n', [['tag', 'new']], /The value of image is not an image reference/],
    ['image: a/b:old\n', [['tag', 'new:er']], /"new:er" for image is not a valid tag/],
    ['image: a/b:old\n', [['tag', 'n'.repeat(129)]], /is not a valid tag/],
    ['image: a/b:old\n', [['digest', 'sha256:12']], /is not a valid digest/],
    ['image: a/b:old\n', [['repository', '']], /is not a valid repository/],
    ['image: a/b:old\n', [['repository', 'A/B C']], /is not a valid repository/],
  ])('%j with %j is rejected', (text, parts, message) => {
    expect(() => setPart(text, ...parts)).toThrow(message);
    expect(() => setPart(text, ...parts)).toThrow(UserError);
  });

  test('a reference is split into its parts', () => {
    expect(splitReference(`localhost:5000/a:1@${DIGEST}`)).toEqual({
      repository: 'localhost:5000/a',
      tag: '1',
      digest: DIGEST,
    });
    expect(splitReference('a@b@c')).toBeUndefined();
  });
});
