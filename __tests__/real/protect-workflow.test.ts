import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { checkout } from '../../sandbox/stage/checkout.ts';
import { LEAD, SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { ADMINISTRATOR, ruleset, SETTINGS } from '../e2e/protect-stage.ts';
import { runWorkflow, type WorkflowResult } from './parts/act.ts';
import { describeWith } from './parts/find-part.ts';
import { repositoryFiles } from './parts/repository-files.ts';

const APP_TOKEN = 'ghs_sandboxprotecttoken00000000000000000011';
const REQUIRED = ['action', 'dags', 'check'].map((context) => ({ context, integration_id: 15368 }));

describeWith(['act'], 'protect.yaml with act', ({ act = '' }) => {
  let stage: Stage;
  beforeEach(async () => {
    const files = Object.entries(await repositoryFiles()).filter(([path]) =>
      /^(?:\.github|actions|dist\/protect)\//.test(path),
    );
    stage = await startStage({ files: Object.fromEntries(files) });
    for (const slug of ['engineering-leads', 'platform-engineers']) {
      stage.github.addTeam({ org: 'flux-data', slug, members: [{ login: LEAD }] });
      stage.source.teams.set(`flux-data/${slug}`, 'write');
    }
    stage.source.setSettings(SETTINGS);
    stage.source.setRulesets([ruleset({}, { required_status_checks: REQUIRED })]);
    const permissions = { [SOURCE]: { ...ADMINISTRATOR, administration: 'read' as const } };
    stage.github.addToken({ token: APP_TOKEN, login: 'protector[bot]', app: true, permissions });
  });
  afterEach(() => stage.close());

  async function protect(eventName: 'pull_request' | 'schedule', event: object): Promise<WorkflowResult> {
    const key = randomUUID();
    const sha = await stage.source.head('main');
    return runWorkflow({
      act,
      workflow: 'protect.yaml',
      eventName,
      event: { repository: { name: SOURCE.split('/')[1] }, ...event },
      workspace: await checkout(stage.source.directory, sha, stage.directory),
      githubUrl: stage.github.url,
      vars: { PROTECT_APP_ID: '8' },
      secrets: { GITHUB_TOKEN: stage.workflowToken, PROTECT_APP_KEY: key },
      environment: {
        SANDBOX_APP_ID: '8',
        SANDBOX_APP_KEY: key,
        SANDBOX_APP_SCOPE: `${SOURCE} contents:read actions:read administration:read environments:read secrets:read`,
        SANDBOX_APP_TOKEN: APP_TOKEN,
      },
    });
  }

  test('the daily run checks everything except bypass actors, which its key cannot read; a disabled ruleset fails', async () => {
    const safe = await protect('schedule', {});
    expect(safe).toHaveSucceeded({ log: 'wrong=0' });
    expect(safe.log.match(/[\w-]+%3A unknown/g)).toEqual(['bypass%3A unknown']);
    stage.source.setRulesets([ruleset({}, {}, { enforcement: 'disabled' })]);
    const unsafe = await protect('schedule', {});
    expect(unsafe).toHaveExitedWith(1, { log: 'every user with write access can push' });
    expect(safe.log + unsafe.log).not.toContain(APP_TOKEN);
  });

  test('on a pull request, with a read-only token: hidden settings are unknown, and nothing fails', async () => {
    const run = await protect('pull_request', { number: 1, pull_request: { number: 1 } });
    expect(run).toHaveSucceeded({ log: 'Compliant: unknown' });
  });
});
