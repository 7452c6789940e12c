import { afterEach, expect, test } from '@jest/globals';
import { json } from '../../../sandbox/http/message.ts';
import { Service } from '../../../sandbox/http/service.ts';
import { hold } from '../../../src/bump-values/hold.ts';
import { GitHub } from '../../../src/github/api/client.ts';
import type { DeploymentRequest } from '../../../src/gitops/request.ts';
import { describeSideEffects } from '../../../src/runner/side-effects.ts';
import { operationOf, REQUEST, RUN } from './sample-bump.ts';

const REASON = 'DAG payments';
const HOLD: DeploymentRequest = { ...REQUEST, operation: { kind: 'hold', reason: REASON } };
const TEXT = 'repository: registry.example/airflow\ntag: version-1\n';

let service: Service;
afterEach(() => service.close());

function target(hold: string | null) {
  const file = { oid: '0'.repeat(40), object: { text: TEXT } };
  const history = { nodes: [] };
  const head = (hold === null ? 'b' : 'c').repeat(40);
  const commit = { oid: head, message: '', file, history, branchHistory: history };
  const ref = { name: 'main', target: { ...commit, hold: hold === null ? null : { object: { text: hold } } } };
  return { repository: { defaultBranchRef: ref } };
}

/** Holds with a GitHub that answers 502 to the commit, then shows the hold with a commit of this run. */
async function holdLost(run: string) {
  let isHeld = false;
  const message = `hold(airflow): no deployments\n\n- DAG payments\n\nRun: ${run}\n`;
  const revision = { oid: 'c'.repeat(40), url: 'https://github.example/c', message, committedDate: '' };
  const page = { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [revision] };
  const answers: Readonly<Record<string, () => unknown>> = {
    ReadValuesFile: () => target(isHeld ? 'reason: DAG payments\n' : null),
    ReadFileHistory: () => ({ viewer: { login: 'app' }, repository: { object: { history: page } } }),
  };
  service = await Service.start({
    name: 'github',
    routes: [
      {
        method: 'POST',
        path: '/graphql',
        handle: async ({ body }) => {
          const [, name] = operationOf(JSON.parse(String(await body())).query);
          if (name in answers) return json(200, { data: answers[name]?.() });
          isHeld = true;
          return { status: 502, body: 'lost' };
        },
      },
      {
        method: 'GET',
        path: '/repos/:owner/:repo/git/blobs/:sha',
        handle: () => json(200, { content: Buffer.from(TEXT).toString('base64') }),
      },
    ],
  });
  const gitops = new GitHub({ token: 'token', tokenName: 'gitops-token', apiUrl: service.url });
  return hold({ source: gitops, members: gitops, gitops }, HOLD, REASON);
}

test('a hold of another run is not reported as written by this one', async () => {
  expect(await holdLost('https://github.example/other')).not.toHaveProperty('written');
});

test('a hold whose answer was lost is reported with its commit', async () => {
  const held = await holdLost(RUN);
  expect(held).toMatchObject({
    outcome: 'held',
    previousTag: 'version-1',
    written: { commit: { oid: 'c'.repeat(40), url: 'https://github.example/c' } },
  });
  expect(held).toHaveProperty('written.diff', expect.stringContaining('+ reason: DAG payments'));
  expect(describeSideEffects('bump-values')).toContain('values.yaml.hold is committed to team/gitops (ccccccc)');
});
