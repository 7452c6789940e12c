import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';
import { renderSchema } from '../../../scripts/docs.ts';
import { UserError } from '../../../src/errors.ts';
import { parsePolicy } from '../../../src/policy/policy.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const SCHEMA = readFileSync(join(ROOT, '.github/flux-airflow.schema.json'), 'utf8');
const OURS = readFileSync(join(ROOT, '.github/flux-airflow.yaml'), 'utf8');

const FULL = `approvers:
  users: [ada]
  teams: [flux-data/engineering-leads]
approvers-for:
  "/.github/": ["@flux-data/platform-engineers"]
  123: ["@ada"]
protect:
  required-approvals: 2
  checks: [action]
  checks-app: 7
  bypass-actors: [{ type: Team, id: 42, mode: pull_request }, { type: OrganizationAdmin }]
  environment: live
check:
  dag-id: '[a-z_]+'
  owners: [shop]
  tags: [daily, hourly]
  min-retries: 1
  seconds-per-file: 30
  memory-mb-per-file: 512
  allow-programs: [git, uname]
  allow-hosts: ['*.example.com']
  levels:
    '*': { dag-reference: off }
    /airflow/dags/old/: { parse-network: error, dag-template: notice }
`;

/** The text, the line of the first mistake, and its message */
const WRONG: readonly (readonly [string, number, RegExp])[] = [
  ['aprovers:\n  users: [ada]\n', 1, /"aprovers" is unknown: the most similar key is approvers/],
  ['approvers:\n  user: [ada]\n', 2, /"user" of approvers is unknown: the most similar key is users/],
  ['approvers:\n  users: ada\n', 2, /approvers\.users: a list is expected/],
  ['approvers:\n  users: []\n', 2, /approvers\.users is empty/],
  ['approvers:\n  users: ["@ada"]\n', 2, /approvers\.users\[0\]/],
  ['approvers:\n  teams: [leads]\n', 2, /approvers\.teams\[0\]/],
  ['approvers:\n', 1, /approvers: a mapping is expected/],
  ['approvers-for:\n  "/src/": [ada]\n', 2, /approvers-for\.\/src\/\[0\]/],
  ['protect:\n  required-approvals: 0\n', 2, /at least 1 is expected, not 0/],
  ['protect:\n  required-approvals: 11\n', 2, /at most 10/],
  ['protect:\n  required-approvals: "1"\n', 2, /a whole number is expected, not "1"/],
  ['protect:\n  required-approvals: 1.5\n', 2, /a whole number/],
  ['protect:\n  checks: [a, b, a]\n', 2, /has a twice/],
  ['protect:\n  bypass-actors:\n    - id: 42\n', 3, /the key type is missing/],
  ['protect:\n  bypass-actors: [{ type: Admin }]\n', 2, /one of Integration/],
  ['protect:\n  environment: ""\n', 2, /the string is empty/],
  ['protect: [a]\n', 1, /protect: a mapping is expected/],
  ["check:\n  dag-id: '['\n", 2, /Invalid regular expression/],
  ['check:\n  levels: { "*": { dag-refrence: off } }\n', 2, /similar key is dag-reference/],
  ['check:\n  levels: { "*": { dag-reference: none } }\n', 2, /one of off, notice, warning, error/],
  ['constructor: x\n', 1, /the key "constructor" is unknown: use one of approvers,/],
  ['protect:\n  __proto__: {}\n', 2, /the key "__proto__" of protect is unknown/],
  ['- approvers\n', 1, /the policy: a mapping is expected/],
];

function readError(text: string): UserError {
  try {
    parsePolicy(text);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

const acceptsBySchema = formats.default(new Ajv({ strict: true })).compile(JSON.parse(SCHEMA));

test('our own policy is valid, and the committed schema is up to date', () => {
  expect(parsePolicy(OURS).protect.checks).toEqual(['action', 'dags', 'check']);
  expect(SCHEMA).toBe(renderSchema());
  expect(acceptsBySchema(parse(OURS))).toBe(true);
});

test('every key is read', () => {
  expect(parsePolicy(FULL)).toEqual({
    approvers: ['@ada', '@flux-data/engineering-leads'],
    approversFor: [
      { pattern: '/.github/', owners: ['@flux-data/platform-engineers'] },
      { pattern: '123', owners: ['@ada'] },
    ],
    protect: {
      requiredApprovals: 2,
      checks: ['action'],
      checksApp: 7,
      bypassActors: [
        { type: 'Team', id: 42, mode: 'pull_request' },
        { type: 'OrganizationAdmin', id: undefined, mode: 'always' },
      ],
      environment: 'live',
    },
    check: {
      dagId: '[a-z_]+',
      owners: ['shop'],
      tags: ['daily', 'hourly'],
      minRetries: 1,
      levels: [
        { pattern: '*', levels: { 'dag-reference': 'off' } },
        { pattern: '/airflow/dags/old/', levels: { 'parse-network': 'error', 'dag-template': 'notice' } },
      ],
      secondsPerFile: 30,
      memoryMbPerFile: 512,
      allowPrograms: ['git', 'uname'],
      allowHosts: ['*.example.com'],
    },
  });
});

test('an empty policy requires one approval, and has no approvers and no bypass actors', () => {
  for (const text of ['', '# nothing\n', '{}\n']) {
    expect(parsePolicy(text)).toMatchObject({
      approvers: undefined,
      approversFor: [],
      protect: { requiredApprovals: 1, checks: [], bypassActors: [], environment: 'production' },
    });
  }
});

test.each(WRONG)('%j is rejected at line %d', (text, line, message) => {
  const error = readError(text);
  expect(error.code).toBe('policy-invalid');
  expect(error.message).toMatch(message);
  expect(error.findings[0]?.location).toEqual({ file: '.github/flux-airflow.yaml', line });
});

test.each(WRONG)('the schema rejects %j too', (text) => {
  expect(acceptsBySchema(parse(text))).toBe(false);
});

test('the schema accepts the policies that parsePolicy accepts', () => {
  for (const text of [FULL, '{}', 'approvers: {}']) {
    expect(() => parsePolicy(text)).not.toThrow();
    expect(acceptsBySchema(JSON.parse(JSON.stringify(parse(text))))).toBe(true);
  }
});

test('ambiguous YAML is rejected: a duplicate key, an alias, a second document, a tag', () => {
  for (const text of [
    'protect: {}\nprotect: {}\n',
    'protect: &a {}\ncheck: *a\n',
    '{}\n---\n{}\n',
    'protect: !x {}\n',
    'protect: [\n',
  ]) {
    expect(readError(text).code).toBe('policy-invalid');
  }
});

test('all mistakes are reported at once', () => {
  expect(readError('a: 1\nb: 2\nprotect:\n  checks: no\n').findings.map(({ location }) => location?.line)).toEqual([
    1, 2, 4,
  ]);
});
