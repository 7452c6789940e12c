import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Version } from '@cyclonedx/cyclonedx-library/Spec';
import { JsonStrictValidator } from '@cyclonedx/cyclonedx-library/Validation';
import { expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');
const DIST = join(ROOT, 'dist');
/** The smallest bundle of the usual actions: docker/build-push-action 2.54 MB, aws-actions/amazon-ecr-login 2.38 MB. */
const LIMIT_BYTES = 2_380_000;
/** `@actions/cache`, 0.83 MB with Azure's SDK, is a chunk of its own, which a check loads only where GitHub's cache is. */
const LIMITS: Readonly<Record<string, number>> = { check: 2_700_000 };

interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
  readonly licenses: readonly { readonly expression: string }[];
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly properties: readonly { readonly value: string }[];
}

const sbom = readFileSync(join(DIST, 'sbom.cdx.json'), 'utf8');
const components: readonly Component[] = JSON.parse(sbom).components;
const bundles = readdirSync(DIST, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test('the SBOM is valid CycloneDX 1.6', async () => {
  expect(await new JsonStrictValidator(Version.v1dot6).validate(sbom)).toBeNull();
});

test('the SBOM covers every bundle, and has the URL and hash of each package from the registry', () => {
  const named = new Set(components.flatMap(({ properties: [held] }) => held?.value.split(' ') ?? []));
  expect([...named].sort()).toEqual(bundles.sort());
  const bare = components.filter(({ purl, hashes }) => purl === undefined || hashes?.[0]?.content.length !== 128);
  expect(bare.map(({ name }) => name)).toEqual([]);
});

test('every direct dependency is in a bundle', () => {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const held = new Set(components.map(({ name }) => name));
  expect(Object.keys(dependencies).filter((name) => !held.has(name))).toEqual([]);
});

test('the licence of every package is beside the bundles', () => {
  const licences = readFileSync(join(DIST, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  const missing = components.filter(
    ({ name, version, licenses: [licence] }) => !licences.includes(`\n${name} ${version} (${licence?.expression})\n`),
  );
  expect(missing.map(({ name }) => name)).toEqual([]);
});

test('only check has the package of GitHub’s cache, and only in a chunk that is loaded on demand', () => {
  const holding = bundles.flatMap((bundle) =>
    readdirSync(join(DIST, bundle)).flatMap((name) =>
      name.endsWith('.js') && readFileSync(join(DIST, bundle, name), 'utf8').includes('GetCacheEntryDownloadURL')
        ? [`${bundle}/${name.replace(/^\d+/, 'N')}`]
        : [],
    ),
  );
  expect(holding).toEqual(['check/N.index.js']);
});

test.each(bundles)('%s is smaller than the bundles of the usual actions', (bundle) => {
  const files = readdirSync(join(DIST, bundle), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const bytes = files.reduce((sum, { parentPath, name }) => sum + readFileSync(join(parentPath, name)).length, 0);
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThan(LIMITS[bundle] ?? LIMIT_BYTES);
});
