import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import type { Fault } from '../../sandbox/http/fault.ts';
import type { Call, Service } from '../../sandbox/http/service.ts';
import { type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';

const FAULTS: readonly Fault[] = [
  'reset',
  'truncated',
  'lost-answer',
  'secondary-rate-limit',
  { status: 500 },
  { status: 503 },
  { status: 429, retryAfterSeconds: 0 },
];

/** Every case takes two deployments: of all, each tenth, unless `SWEEP=all` (`npm run soak`). */
const STRIDE = process.env.SWEEP === 'all' ? 1 : 10;

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

function services(): readonly (readonly [string, Service])[] {
  const { github, registry, ecr, mirror } = stage;
  return [
    ['GitHub', github.service],
    ['registry', registry.service],
    ['ECR', ecr.service],
    ['mirror', mirror.service],
  ];
}

/** The routes that one undisturbed deployment calls, each once for every time that it is called. */
async function plannedCalls(): Promise<{ name: string; service: Service; route: string; nth: number }[]> {
  const before = services().map(([, { calls }]) => calls.length);
  const result = await stage.run(await mergeDag(stage, 'undisturbed'));
  expect(result.outputs.outcome).toBe('deployed');
  return services().flatMap(([name, service], index) => {
    const seen = new Map<string, number>();
    return service.calls.slice(before[index]).map(({ route }: Call) => {
      const nth = (seen.get(route) ?? 0) + 1;
      seen.set(route, nth);
      return { name, service, route, nth };
    });
  });
}

async function commitsFor(commit: string): Promise<number> {
  return (await stage.gitops.log('main')).filter(({ message }) => message.includes(`Source-Commit: ${commit}`)).length;
}

test('every outside call × every fault: deployed exactly once, or not at all with a clear error, and a rerun ends right', async () => {
  const outcomes = new Map<string, number>();
  const cases = (await plannedCalls()).flatMap((call) => FAULTS.map((fault) => ({ ...call, fault })));
  for (const { name, service, route, nth, fault } of cases.filter((_, index) => index % STRIDE === 0)) {
    const where = `${name}: ${route} #${nth}, ${JSON.stringify(fault)}`;
    const commit = await mergeDag(stage, `dag_${outcomes.size}_${Math.random().toString(36).slice(2)}`);
    service.faults.plan({ route, nth, fault });
    const first = await stage.run(commit);
    service.faults.clear();
    const { outcome } = first.outputs;
    expect([where, outcome]).toEqual([where, expect.stringMatching(/^(deployed|failed)$/)]);
    expect([where, await commitsFor(commit)]).toEqual([where, outcome === 'deployed' ? 1 : 0]);
    if (outcome === 'failed') expect([where, first.exitCode, first.annotations.length > 0]).toEqual([where, 1, true]);
    const again = await stage.run(commit);
    expect([where, again.outputs.outcome]).toEqual([where, outcome === 'deployed' ? 'unchanged' : 'deployed']);
    expect([where, await commitsFor(commit)]).toEqual([where, 1]);
    expect(String(await stage.gitops.read('main', VALUES_FILE))).toContain(`tag: version-${commit}`);
    outcomes.set(outcome ?? '', (outcomes.get(outcome ?? '') ?? 0) + 1);
  }
  console.log(`fault sweep, ${cases.length} cases, one in ${STRIDE}: ${JSON.stringify(Object.fromEntries(outcomes))}`);
}, 600_000);
