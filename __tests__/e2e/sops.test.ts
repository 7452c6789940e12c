/** Values files encrypted by SOPS: no action changes them so that they cannot be decrypted. */

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { commitByHand, readGitOpsFile } from '../../sandbox/stage/gitops-file.ts';
import { type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';

const ENCRYPTED = 'ENC[AES256_GCM,data:p673w==,iv:YY=,tag:UQ=,type:str]';
const BLOCK = `fernetKey: ${ENCRYPTED}\nsops:\n  mac: ${ENCRYPTED}\n  encrypted_regex: ^fernetKey$\n`;
const OTHER = 'applications/other.json';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.close());

const read = () => readGitOpsFile(stage);

const write = (files: Record<string, string>) => commitByHand(stage, files);

test('a deployment, a proposal and a rollback reject a file with a MAC over all values, before a commit', async () => {
  const first = await mergeDag(stage, 'orders');
  expect(await stage.run(first)).toHaveDeployed();
  const second = await mergeDag(stage, 'payments');
  expect(await stage.run(second, { runId: 2 })).toHaveDeployed();
  await write({ [VALUES_FILE]: `${await read()}${BLOCK}` });
  const head = await stage.gitops.head('main');
  const third = await mergeDag(stage, 'invoices');
  for (const [commit, inputs] of [
    [third, {}],
    [third, { mode: 'pull-request' }],
    [third, { 'dry-run': 'true' }],
    [second, { operation: 'rollback', 'rollback-to': `version-${first}`, reason: 'x' }],
  ] as const) {
    const result = await stage.run(commit, { inputs, runId: 3 });
    expect(result).toHaveFailedWith('sops-encrypted', {
      titles: ['sops-encrypted'],
      message: 'mac_only_encrypted: true',
    });
  }
  expect(await stage.gitops.head('main')).toBe(head);
  const held = await stage.run(third, { inputs: { operation: 'hold', reason: 'x' }, runId: 4 });
  expect(held).toHaveEndedWith('held');
});

test('with mac_only_encrypted, deploys the tag, and rejects an encrypted file in edits by name', async () => {
  await write({
    [VALUES_FILE]: `${await read()}${BLOCK}  mac_only_encrypted: true\n`,
    [OTHER]: `{"tag": "old", "sops": {"mac": "${ENCRYPTED}"}}`,
  });
  const commit = await mergeDag(stage, 'orders');
  const edits = `- {file: ${OTHER}, key: tag, value: "{tag}"}`;
  const refused = await stage.run(commit, { inputs: { edits } });
  expect(refused).toHaveFailedWith('sops-encrypted');
  expect(refused.annotations[0]?.message).toContain(OTHER);
  expect(await stage.run(commit, { runId: 2 })).toHaveDeployed();
  expect(await read()).toContain(`tag: version-${commit}`);
});
