import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import type { Fault } from '../../sandbox/http/fault.ts';
import type { Service } from '../../sandbox/http/service.ts';
import { type Stage, startStage } from '../../sandbox/stage/stage.ts';
import type { Manifest } from '../../src/image/oci/manifest.ts';
import { openRegistry, type Registry } from '../../src/registry/client.ts';
import { buildAndPush } from './build-and-push.ts';

const FAULTS: readonly Fault[] = ['reset', 'truncated', 'lost-answer', { status: 500 }, { status: 503 }];
/** Only every seventh case runs, which covers every fault. `SWEEP=all` (`npm run soak`) runs all. */
const STRIDE = process.env.SWEEP === 'all' ? 1 : 7;

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

function registry(): Registry {
  return openRegistry({
    image: { registry: stage.registry.host, repository: 'flux-airflow' },
    credentials: { username: 'AWS', password: stage.pullPassword() },
  });
}

/** Returns the digest of the tag after checking all its blobs; `undefined` without a tag. */
async function wholeImage(tag: string): Promise<string | undefined> {
  const client = registry();
  const manifest = await client.getManifest(tag);
  if (manifest === undefined) return undefined;
  const { config, layers }: Manifest = JSON.parse(String(manifest.bytes));
  await Promise.all([config, ...layers].map((blob) => client.getBlob(blob)));
  return manifest.digest;
}

function sent(from: number): number {
  const calls = stage.registry.service.calls.slice(from);
  return calls.filter(({ method, path }) => method === 'PUT' && path.includes('/blobs/uploads/')).length;
}

async function planned(): Promise<{ service: Service; route: string; nth: number }[]> {
  await buildAndPush(stage, await mergeDag(stage, 'shared'));
  const services = [stage.registry.service, stage.ecr.service, stage.mirror.service];
  const before = services.map(({ calls }) => calls.length);
  await buildAndPush(stage, await mergeDag(stage, 'undisturbed'));
  return services.flatMap((service, index) => {
    const seen = new Map<string, number>();
    return service.calls.slice(before[index]).map(({ route }) => {
      const nth = (seen.get(route) ?? 0) + 1;
      seen.set(route, nth);
      return { service, route, nth };
    });
  });
}

test('build and push: the digest is never wrong, the tag never has an incomplete image, and a rerun uploads only missing parts', async () => {
  const cases = (await planned()).flatMap((call) => FAULTS.map((fault) => ({ ...call, fault })));
  expect(cases.length).toBeGreaterThan(FAULTS.length);
  const ends = new Map<string, number>();
  for (const { service, route, nth, fault } of cases.filter((_, index) => index % STRIDE === 0)) {
    const where = `${route} #${nth}, ${JSON.stringify(fault)}`;
    const commit = await mergeDag(stage, `dag_${Math.random().toString(36).slice(2)}`);
    service.faults.plan({ route, nth, fault });
    const [built, pushed] = await buildAndPush(stage, commit);
    expect([where, service.faults.pending]).toEqual([where, 0]);
    service.faults.clear();
    const tag = `version-${commit}`;
    const found = await wholeImage(tag);
    const outcome = pushed?.outputs.outcome ?? 'failed';
    ends.set(outcome, (ends.get(outcome) ?? 0) + 1);
    if (outcome === 'failed') expect(pushed ?? built).toHaveExitedWith(1, { where });
    else {
      const outputs = { outcome: expect.stringMatching(/^(pushed|unchanged)$/), digest: found };
      expect(pushed).toHaveSucceeded({ where, outputs });
      expect(built).toHaveSucceeded({ where, outputs: { digest: found } });
    }
    const from = stage.registry.service.calls.length;
    const [again, pushedAgain] = await buildAndPush(stage, commit);
    expect(pushedAgain).toHaveEndedWith(found === undefined ? 'pushed' : 'unchanged', { where });
    expect([where, await wholeImage(tag)]).toEqual([where, again.outputs.digest]);
    if (outcome !== 'failed') expect([where, sent(from)]).toEqual([where, 0]);
  }
  console.log(`build and push, ${cases.length} cases, one in ${STRIDE}: ${JSON.stringify(Object.fromEntries(ends))}`);
}, 1_800_000);
