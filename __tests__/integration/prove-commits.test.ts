/** Which commits a deployment proves, and by which rules. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { checkApproval } from '../../src/gates/checks/approval.ts';
import { checkOrder } from '../../src/gates/checks/order.ts';
import type { GateSubject } from '../../src/gates/gate.ts';
import { GitHub } from '../../src/github/api/client.ts';
import { peopleOf, READER_TOKEN, World } from '../e2e/merge-paths/world.ts';
import { FACTS, sampleSubject } from '../unit/gates/sample-subject.ts';

const DEPLOYER = 'flux-deployer[bot]';
const DEPLOYER_TOKEN = 'ghs_onerepository00000000000000000000008';
const VALUES = 'deploy/values.yaml';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  stage.source.indexAtOnce();
  peopleOf(stage);
  const permissions = { [SOURCE]: { contents: 'read' } } as const;
  stage.github.addToken({ token: DEPLOYER_TOKEN, login: DEPLOYER, app: true, permissions });
});
afterAll(() => stage.close());

async function world(name: string, method: 'merge' | 'squash' | 'rebase' = 'squash'): Promise<World> {
  const begun = new World(stage, method, name);
  await begun.begin();
  return begun;
}

/** Returns what the proof answers, or the error, for a deployment of a commit over another one. */
async function deploy(
  commit: string,
  deployed: string,
  request: Partial<Pick<GateSubject['request'], 'allowUnknownDeployed'>> = {},
): Promise<unknown> {
  const options = { apiUrl: stage.github.url, tokenName: 'github-token' };
  const source = new GitHub({ ...options, token: READER_TOKEN });
  const clients = { source, members: source, gitops: new GitHub({ ...options, token: DEPLOYER_TOKEN }) };
  const { request: sample, file } = sampleSubject(request);
  const version = { ...sample.version, sourceRepository: SOURCE, commit, tag: `version-${commit}` };
  const target = { ...sample.target, location: { repository: SOURCE, path: VALUES } };
  const subject = { clients, request: { ...sample, version, target }, file };
  const previousTag = `version-${deployed}`;
  try {
    const { facts } = await checkOrder(subject, { previousTag });
    return await checkApproval(subject, { ...FACTS, previousTag, ...facts });
  } catch (error) {
    return error;
  }
}

/** Opens an approved pull request of the action itself, where DAGs and values share a repository. */
async function proposal(here: World, name: string) {
  const files = { [VALUES]: `tag: ${name}\n` };
  const branch = { branch: name, message: 'deploy', author: DEPLOYER, files, parent: await here.main() };
  const head = await here.source.commit(branch);
  here.source.signed.add(head);
  const pullRequest = await here.source.openPullRequest({ title: 'deploy', author: DEPLOYER, head: name });
  await here.approve(pullRequest);
  return { head, pullRequest };
}

test('a commit that is pushed with the head of the action’s own proposal is not GitHub’s merge of it', async () => {
  const here = await world('with_proposal');
  const { head } = await proposal(here, 'proposal-pushed');
  const sneaky = await here.push(await here.onTop(head));
  expect(await deploy(sneaky, stage.first)).toMatchObject({
    code: 'approval-missing',
    findings: [{ message: expect.stringMatching(/@grace pushed it directly to main/) }],
  });
});

test.each(['merge', 'squash', 'rebase'] as const)(
  'a proposal of the action that GitHub merged is proved: %s',
  async (method) => {
    const here = await world(`own_${method}`, method);
    const { pullRequest } = await proposal(here, `proposal-${method}`);
    await here.merge(pullRequest);
    const next = await here.propose();
    await here.approve(next);
    const answer = expect.stringContaining(`#${next.number} `);
    expect(await deploy(await here.merge(next), stage.first)).toMatchObject({ answer });
  },
);
