/** Checks that only reviewed content from the registry is installed. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const REGISTRY = 'https://registry.npmjs.org/';
const ROOT = resolve(import.meta.dirname, '../..');

interface Locked {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

const { packages }: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
  readFileSync(join(ROOT, 'package-lock.json'), 'utf8'),
);
const { dependencies, devDependencies, allowScripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

test('the content of every package is known before it is installed, and all of them come from the registry', () => {
  const foreign = Object.entries(packages).filter(
    ([path, { link }]) => path.includes('node_modules/') && link !== true,
  );
  expect(foreign.length).toBeGreaterThan(100);
  const loose = foreign.filter(
    ([, { resolved = REGISTRY, integrity = '' }]) => !resolved.startsWith(REGISTRY) || !integrity.startsWith('sha512-'),
  );
  expect(loose.map(([path]) => path)).toEqual([]);
});

test('every required version is exact', () => {
  const asked = Object.entries<string>({ ...dependencies, ...devDependencies });
  expect(asked.filter(([, version]) => !/^\d+\.\d+\.\d+$|^file:packages\//.test(version))).toEqual([]);
});

test('the only package that runs a script on installation is Node', () => {
  expect(Object.entries(allowScripts).flatMap(([name, allowed]) => (allowed === true ? [name] : []))).toEqual(['node']);
});
