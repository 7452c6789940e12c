import { expect, test } from '@jest/globals';
import { neededFor, readRules } from '../../../src/approval/rules.ts';

const NONE = { codeowners: undefined, policy: undefined, nextPolicy: undefined };
const AT = 'c'.repeat(40);

function read(texts: Partial<Record<keyof typeof NONE, string>>, approvers?: readonly string[]) {
  return readRules({ ...NONE, ...texts }, approvers, AT);
}

test('the policy overrides the input, and the input overrides CODEOWNERS', async () => {
  const policy = 'approvers:\n  teams: [flux-data/leads]\n';
  const codeowners = '* @owner\n';
  const owners = async (...given: Parameters<typeof read>) => neededFor(await read(...given), ['a.py']);
  expect(await owners({ policy, codeowners }, ['@input'])).toEqual({ sets: [['@flux-data/leads']] });
  expect(await owners({ policy: '', codeowners }, ['@input'])).toEqual({ sets: [['@input']] });
  expect(await owners({ codeowners })).toEqual({ sets: [['@owner']] });
  await expect(read({})).rejects.toMatchObject({ code: 'no-approvers' });
});

test('the policy of the deployed commit applies, not the one that is to be deployed', async () => {
  const policy = 'approvers:\n  users: [lead]\n';
  const rules = await read({ policy, nextPolicy: 'approvers:\n  users: [mallory]\n' });
  expect(neededFor(rules, ['a.py'])).toEqual({ sets: [['@lead']] });
});

test('approvers-for: the last match counts, and only for its files', async () => {
  const policy = 'approvers-for:\n  "/.github/": ["@a"]\n  "*.yaml": ["@b"]\n';
  const rules = await read({ policy }, ['@lead']);
  expect(neededFor(rules, ['a.py', '.github/CODEOWNERS', '.github/x.yaml'])).toEqual({
    sets: [['@lead'], ['@a'], ['@b']],
  });
});

test('an invalid policy is rejected before it is deployed', async () => {
  await expect(read({ nextPolicy: 'aprovers: {}\n' }, ['@lead'])).rejects.toMatchObject({ code: 'policy-invalid' });
  await expect(read({ policy: 'aprovers: {}\n' }, ['@lead'])).rejects.toMatchObject({ code: 'policy-invalid' });
});

test('a file without an owner is named, and a change without files needs any owner', async () => {
  const rules = await read({ codeowners: '/dags/ @a\n/plugins/ @b\n/free\n' });
  expect(neededFor(rules, ['dags/x.py', 'free'])).toEqual({ unowned: 'free' });
  expect(neededFor(rules, [])).toEqual({ sets: [['@a', '@b']] });
});
