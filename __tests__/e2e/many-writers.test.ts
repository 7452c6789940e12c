import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { GITOPS, IMAGE, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { Outsider } from './outsider.ts';

const WRITERS = 50;
const OUTSIDER_TOKEN = 'ghp_sandboxoutsidertoken00000000000000000003';
const SHARED_FILE = 'applications/shared.yaml';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
  stage.github.addUser({ login: 'outsider' });
  stage.github.addToken({ token: OUTSIDER_TOKEN, login: 'outsider', permissions: { [GITOPS]: { contents: 'write' } } });
});
afterEach(() => stage.close());

interface Target {
  readonly file: string;
  readonly key: string;
}

/** Half of the writers have separate files, the others separate keys in one file. */
const TARGETS: readonly Target[] = Array.from({ length: WRITERS }, (_, index) =>
  index % 2 === 0
    ? { file: `applications/team-${index}.yaml`, key: 'airflow' }
    : { file: SHARED_FILE, key: `team${index}` },
);

function entry(key: string): string {
  return `${key}:\n  repository: ${IMAGE}\n  tag: version-${stage.first} # of ${key}\n  digest: ""\n`;
}

async function addTargets(): Promise<Record<string, string>> {
  const files: Record<string, string> = { [SHARED_FILE]: '' };
  for (const { file, key } of TARGETS) files[file] = (files[file] ?? '') + entry(key);
  await stage.gitops.commit({ branch: 'main', message: 'Fifty teams', author: 'outsider', files });
  return files;
}

/** Calls of GitHub's API. Calls of git itself are the outsider's. */
function apiCalls(): number {
  return stage.github.service.calls.filter(({ route }) => !/git-(upload|receive)-pack|info\/refs/.test(route)).length;
}

async function withOutsider<T>(work: () => Promise<T>): Promise<T> {
  const outsider = new Outsider(stage.gitops, OUTSIDER_TOKEN);
  const pushing = outsider.pushUntilStopped();
  const result = await work().finally(() => outsider.close());
  const lines = await pushing;
  expect(lines.length).toBeGreaterThan(1);
  expect(String(await stage.gitops.read('main', 'NOTES.md'))).toBe(`${lines.join('\n')}\n`);
  return result;
}

test(`${WRITERS} concurrent writers and an outsider’s pushes: every edit lands once, and no other byte changes`, async () => {
  const commit = await mergeDag(stage, 'orders');
  expect(await stage.run(commit)).toHaveDeployed();
  const before = await addTargets();
  const calls = apiCalls();
  const bump = ({ file, key }: Target, runId: number) =>
    stage.run(commit, {
      entry: 'bump-values',
      limitMs: 1_500_000,
      runId,
      inputs: {
        ...stage.bumpInputs(),
        'gitops-timeout': '30',
        'values-file': file,
        'tag-key': `${key}.tag`,
        'repository-key': `${key}.repository`,
        'digest-key': `${key}.digest`,
      },
    });
  const results = await withOutsider(() => Promise.all(TARGETS.map((target, index) => bump(target, 100 + index))));
  expect(results).toHaveLength(TARGETS.length);
  for (const result of results) expect(result).toHaveDeployed();
  for (const [file, text] of Object.entries(before)) {
    expect(String(await stage.gitops.read('main', file))).toBe(
      text.replaceAll(`version-${stage.first}`, `version-${commit}`),
    );
  }
  const messages = (await stage.gitops.log('main')).map(({ message }) => message);
  for (const index of TARGETS.keys()) {
    expect(messages.filter((message) => message.includes(`/runs/${100 + index}/`))).toHaveLength(1);
  }
  const used = apiCalls() - calls;
  const slowest = Math.max(...results.map(({ milliseconds }) => milliseconds));
  console.log(`${WRITERS} writers: ${used} calls (${used / WRITERS} each), the last after ${Math.round(slowest)} ms`);
  expect(used).toBeLessThanOrEqual(8 * WRITERS);
}, 1_800_000);

test('with the same key, the newest deployment wins, and the others do not fail', async () => {
  const commits: string[] = [];
  for (let index = 0; index < 8; index += 1) commits.push(await mergeDag(stage, `dag_${index}`));
  const results = await withOutsider(() =>
    Promise.all(commits.map((commit, index) => stage.run(commit, { runId: 100 + index }))),
  );
  expect(results).toHaveLength(commits.length);
  expect(results.at(-1)).toHaveDeployed();
  const outcome = expect.stringMatching(/^(deployed|skipped|superseded)$/);
  for (const result of results) expect(result).toHaveSucceeded({ outputs: { outcome } });
  expect(String(await stage.gitops.read('main', VALUES_FILE))).toContain(`tag: version-${commits.at(-1)}`);
  const deployed = results.flatMap(({ outputs }, index) => (outputs.outcome === 'deployed' ? [commits[index]] : []));
  const log = await stage.gitops.log('main');
  const landed = log.flatMap(({ message }) => /^Source-Commit: (.*)$/m.exec(message)?.[1] ?? []).reverse();
  expect(landed).toEqual(deployed);
}, 1_800_000);
