import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { neededFor, readRules } from '../../src/approval/rules.ts';
import { ROOT } from './markdown.ts';

const CODEOWNERS = '* @owner\n';
const POLICY = 'approvers:\n  users: [boss]\n';

async function whoMayApprove(texts: { readonly codeowners?: string; readonly policy?: string }, input?: string[]) {
  const { codeowners, policy } = texts;
  const rules = await readRules({ codeowners, policy, nextPolicy: policy }, input, 'a'.repeat(40));
  return neededFor(rules, ['airflow/dags/x.py']);
}

test('the policy replaces the input approvers, which replaces CODEOWNERS', async () => {
  expect(await whoMayApprove({ codeowners: CODEOWNERS })).toEqual({ sets: [['@owner']] });
  expect(await whoMayApprove({ codeowners: CODEOWNERS }, ['@lead'])).toEqual({ sets: [['@lead']] });
  expect(await whoMayApprove({ codeowners: CODEOWNERS, policy: POLICY }, ['@lead'])).toEqual({ sets: [['@boss']] });
  expect(await whoMayApprove({ codeowners: CODEOWNERS, policy: POLICY })).toEqual({ sets: [['@boss']] });
});

interface Described {
  readonly inputs?: Readonly<Record<string, { readonly description: string }>>;
  readonly on?: { readonly workflow_call?: Described };
}

/** Returns the description of `approvers` in the schema for editors. */
function readPolicyText(): string {
  const schema = JSON.parse(readFileSync(join(ROOT, '.github/flux-airflow.schema.json'), 'utf8'));
  return schema.properties.approvers.description;
}

const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
const texts = tracked
  .filter((file) => /\.(?:ts|md|ya?ml|json)$/.test(file) && !/^(?:dist|__tests__)\//.test(file))
  .map((file) => [file, readFileSync(join(ROOT, file), 'utf8')] as const);

test('each description of approvers says that they replace CODEOWNERS', () => {
  const described = texts.flatMap(([file, text]): [string, string][] => {
    if (!/(?:^|\/)action\.yml$|^\.github\/workflows\/reusable-/.test(file)) return [];
    const parsed = parse(text) as Described;
    const { description } = (parsed.inputs ?? parsed.on?.workflow_call?.inputs)?.approvers ?? {};
    return description === undefined ? [] : [[file, description]];
  });
  expect(described.map(([file]) => file)).toEqual([
    '.github/workflows/reusable-deploy.yaml',
    'action.yml',
    'actions/bump-values/action.yml',
    'actions/check/action.yml',
  ]);
  const policy: [string, string] = ['the policy', readPolicyText()];
  for (const [file, description] of [...described, policy])
    expect([file, description]).toEqual([file, expect.stringMatching(/^Who may approve.*, instead of CODEOWNERS/)]);
  for (const [file, description] of described)
    expect([file, description]).toEqual([file, expect.stringContaining('gnored where the policy names approvers')]);
});

test('no text calls them a fallback for CODEOWNERS', () => {
  const wrong = /neither the policy nor CODEOWNERS|(?:where|when|if|unless) CODEOWNERS (?:is|does|has|names|says)/i;
  expect(texts.filter(([, text]) => wrong.test(text)).map(([file]) => file)).toEqual([]);
});
