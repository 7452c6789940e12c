/** Every health that Argo CD's own tests expect of a resource, in the verdict on a rollout. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { Application, Resource, ResourceTree } from '../../src/argocd/application.ts';
import { readApplicationState } from '../../src/argocd/state.ts';
import { Watch } from '../../src/argocd/watch.ts';
import { describeWith } from './parts/find-part.ts';

const COMMIT = 'a'.repeat(40);
const IMAGE = 'registry.example/airflow';

/** The controllers of these kinds run containers all the time; those of all others retry what failed. */
const RUNS_CONTAINERS =
  /^(BroadcastJob|CloneSet|DaemonSet|Deployment|DeploymentConfig|Job|Pod|ReplicaSet|Rollout|SpotDeployment|StatefulSet)$/;

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly spec?: {
    readonly template?: { readonly spec?: { readonly containers?: unknown } };
  };
}

interface Case {
  readonly file: string;
  readonly manifest: Manifest;
  readonly status: string;
  readonly message: string;
}

/** Reads the first object of a file; `undefined` if it is not YAML, as a few of Argo CD's files are not for this parser. */
function readManifest(path: string): Manifest | undefined {
  const [document] = parseAllDocuments(readFileSync(path, 'utf8'));
  return document === undefined || !('errors' in document) || document.errors.length > 0 ? undefined : document.toJS();
}

/** Reads the cases of the Lua scripts: each names a file, and the health that its script has to return. */
function readLuaCases(folder: string): Case[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('health_test.yaml'))
    .flatMap((file) => {
      const { tests } = readManifest(join(folder, file)) as unknown as {
        tests: { inputPath?: string; healthStatus?: { status: string; message?: string } }[];
      };
      return tests.flatMap(({ inputPath = '', healthStatus }) => {
        const path = join(folder, dirname(file), inputPath);
        const manifest = inputPath === '' || healthStatus === undefined ? undefined : readManifest(path);
        const { status = '', message = '' } = healthStatus ?? {};
        return manifest === undefined ? [] : [{ file: join(dirname(file), inputPath), manifest, status, message }];
      });
    });
}

/** Reads the cases of the kinds that Argo CD's engine judges itself, from its tests. */
function readEngineCases(folder: string): Case[] {
  const text = readFileSync(join(folder, 'health_test.go'), 'utf8');
  const found = text.matchAll(/assertAppHealth\(t, "\.\/(testdata\/[^"]+)", (?:health\.)?HealthStatus(\w+)\)/g);
  return [...found].flatMap(([, file = '', status = '']) => {
    const manifest = readManifest(join(folder, file));
    return manifest === undefined ? [] : [{ file, manifest, status, message: '' }];
  });
}

function resourceOf({ manifest, status, message }: Case): Resource {
  const { apiVersion, kind, metadata = {} } = manifest;
  const { name = 'one', namespace = 'airflow' } = metadata;
  const group = apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '';
  return { group, kind, namespace, name, health: { status, message } };
}

/** Returns an application that is rolled out but for one resource. */
function applicationWith(resource: Resource): Application {
  return {
    status: {
      sync: { status: 'Synced', revision: COMMIT },
      health: { status: resource.health?.status ?? 'Healthy' },
      operationState: { phase: 'Succeeded', syncResult: { revision: COMMIT } },
      summary: { images: [`${IMAGE}:version-2`] },
      resources: [resource],
    },
  };
}

/** Returns what a wait of ten minutes ends with, and after how many seconds. */
async function watch(now: Application, before: Application | undefined, tree: ResourceTree) {
  jest.setSystemTime(0);
  const client = { look: async () => now, readTree: async () => tree, readEvents: async () => ({}) };
  const expected = { contains: (some: readonly string[]) => some.includes(COMMIT), references: [`${IMAGE}:version-2`] };
  const resources = before && readApplicationState(before).resources;
  const watching = new Watch(client, { before: resources, expect: async () => expected });
  for (const seconds of [0, 5, 10, 20, 290, 300, 600]) {
    jest.setSystemTime(seconds * 1000);
    const seen = await watching.look();
    if ('kind' in seen) return { kind: seen.kind, seconds, seen };
  }
  return { kind: 'waiting', seconds: 600, seen: undefined };
}

/** Returns a tree in which the resource owns a pod with this image. */
function treeOf(owner: Resource, image: string): ResourceTree {
  return { nodes: [owner, { kind: 'Pod', name: 'one-0', parentRefs: [owner], images: [image] }] };
}

describeWith(
  ['argocd-testdata'],
  'the health of each kind that Argo CD knows',
  ({ 'argocd-testdata': folder = '' }) => {
    let cases: Case[] = [];
    beforeAll(() => {
      cases = [...readLuaCases(join(folder, 'resource_customizations')), ...readEngineCases(join(folder, 'engine'))];
    });
    beforeEach(() => {
      jest.useFakeTimers({ now: 0 });
    });
    afterEach(() => {
      jest.useRealTimers();
    });

    test('there are many cases, of all six states', () => {
      expect(cases.length).toBeGreaterThan(1_000);
      expect([...new Set(cases.map(({ status }) => status))].toSorted()).toEqual([
        'Degraded',
        'Healthy',
        'Missing',
        'Progressing',
        'Suspended',
        'Unknown',
      ]);
    });

    test('every kind with a pod template gets the short time of a workload', () => {
      const kinds = cases.flatMap(({ manifest: { kind, spec } }) =>
        spec?.template?.spec?.containers === undefined ? [] : [kind],
      );
      expect(new Set(kinds).size).toBeGreaterThan(5);
      expect([...new Set(kinds)].filter((kind) => !RUNS_CONTAINERS.test(kind) && kind !== 'Service')).toEqual([]);
    });

    test('a new state: only Healthy ends well, only Degraded fails, after ten seconds or five minutes', async () => {
      for (const each of cases) {
        const { kind, seconds } = await watch(applicationWith(resourceOf(each)), undefined, {});
        const limit = RUNS_CONTAINERS.test(each.manifest.kind) ? 10 : 300;
        const expected =
          each.status === 'Healthy'
            ? ['rolled-out', 0]
            : each.status === 'Degraded'
              ? ['failed', limit]
              : ['waiting', 600];
        expect([each.file, kind, seconds]).toEqual([each.file, ...expected]);
      }
    });

    test('the same state before, without the image: it ends well, with its name in one line', async () => {
      for (const each of cases.filter(({ status }) => status !== 'Healthy')) {
        const resource = resourceOf(each);
        const now = applicationWith(resource);
        const { kind, seen } = await watch(now, now, treeOf(resource, 'redis:7'));
        expect([each.file, kind]).toEqual([each.file, 'rolled-out']);
        const said = seen?.kind === 'rolled-out' ? seen.unhealthy : [];
        expect(said).toEqual([expect.stringContaining(`${resource.kind} ${resource.name}: ${each.status}`)]);
        expect(said.join('')).not.toContain('\n');
      }
    });

    test('the same state before, with the image: it counts, except for the last run of a CronJob', async () => {
      for (const each of cases.filter(({ status }) => status !== 'Healthy')) {
        const resource = resourceOf(each);
        const now = applicationWith(resource);
        const { kind } = await watch(now, now, treeOf(resource, `${IMAGE}:version-1`));
        const expected = each.status === 'Degraded' ? 'failed' : 'waiting';
        expect([each.file, kind]).toEqual([each.file, each.manifest.kind === 'CronJob' ? 'rolled-out' : expected]);
      }
    });
  },
);
