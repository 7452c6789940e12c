import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Registry, startRegistry } from '../../sandbox/registry/index.ts';
import { describeWith } from './parts/find-part.ts';

let directory: string;
let registry: Registry;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flux-airflow-conformance-'));
  registry = await startRegistry({ directory: join(directory, 'registry') });
});
afterEach(async () => {
  await registry.close();
  await rm(directory, { recursive: true, force: true });
});

describeWith(
  ['conformance'],
  'the sandbox’s registry with the conformance suite of the OCI distribution specification',
  ({ conformance = '' }) => {
    test.each([
      ['1.1', 800],
      ['1.1+dev', 900],
    ])('version %s: all of push, pull, discovery, tags, delete and referrers', async (version, atLeast) => {
      const results = join(directory, 'results');
      const env = {
        PATH: process.env.PATH,
        OCI_REGISTRY: registry.host,
        OCI_TLS: 'disabled',
        OCI_VERSION: version,
        OCI_RESULTS_DIR: results,
      };
      await promisify(execFile)(conformance, [], { env, maxBuffer: 64 << 20 });
      const report = await readFile(join(results, 'junit.xml'), 'utf8');
      const count = (name: string) => Number(new RegExp(`<testsuites[^>]* ${name}="(\\d+)"`).exec(report)?.[1] ?? 0);
      console.log(`conformance ${version}: ${count('tests')} tests, ${count('failures')} failures`);
      expect(count('tests')).toBeGreaterThan(atLeast);
      expect([count('failures'), count('errors')]).toEqual([0, 0]);
    });
  },
);
