import { expect, test } from '@jest/globals';
import { isRepository, splitReference, splitRepositoryName, splitTagWithDigest } from '../../src/image-reference.ts';
import { parseReference } from '../../src/registry/image-name.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

test.each([
  ['airflow', 'docker.io', 'library/airflow'],
  ['apache/airflow', 'docker.io', 'apache/airflow'],
  ['index.docker.io/apache/airflow', 'docker.io', 'apache/airflow'],
  ['localhost/airflow', 'localhost', 'airflow'],
  ['[::1]:5000/a/b', '[::1]:5000', 'a/b'],
  ['UPPER/a', 'UPPER', 'a'],
])('%s lives in %s as %s', (text, registry, repository) => {
  expect(splitRepositoryName(text)).toEqual({ registry, repository });
});

test.each(['', 'Airflow', 'a//b', 'https://example.com/a', 'example.com/A', 'a:1', 'foo.bar_x/y', 'a'.repeat(256)])(
  '%j is not a repository, for values files and registries alike',
  (text) => {
    expect(isRepository(text)).toBe(false);
    expect(() => parseReference(`${text}:1`)).toThrow(expect.objectContaining({ kind: 'invalid-image-name' }));
  },
);

test('a reference has its tag and digest, and the tag is latest where there is neither', () => {
  const text = `localhost:5000/a/b:v1@${DIGEST}`;
  expect(splitReference(text)).toEqual({ repository: 'localhost:5000/a/b', tag: 'v1', digest: DIGEST });
  expect(parseReference(text)).toEqual({ registry: 'localhost:5000', repository: 'a/b', tag: 'v1', digest: DIGEST });
  expect(parseReference('a/b')).toMatchObject({ tag: 'latest', digest: undefined });
  expect(parseReference(`a/b@${DIGEST}`)).toMatchObject({ tag: '', digest: DIGEST });
});

test.each([`a@${DIGEST}@${DIGEST}`, 'a@sha256:1', 'a:-1', 'a:'])('%s is not an image reference', (text) => {
  expect(splitReference(text)).toBeUndefined();
  expect(() => parseReference(text)).toThrow(expect.objectContaining({ kind: 'invalid-image-name' }));
});

test.each([
  ['1.2@sha256:abc', { tag: '1.2', digest: 'sha256:abc' }],
  ['@sha256:abc', { tag: '', digest: 'sha256:abc' }],
  ['1.2', undefined],
  ['1.2@', undefined],
  ['1.2@a@b', undefined],
])('%s is split into tag and digest', (text, parts) => {
  expect(splitTagWithDigest(text)).toEqual(parts);
});
