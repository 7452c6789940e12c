import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { secretArguments } from '../../../src/build/build-secrets.ts';
import { redact } from '../../../src/http/redact.ts';
import { readBuildSecrets } from '../../../src/inputs/build-secrets.ts';

const NAMES = ['build-secrets', 'build-secret-envs', 'build-secret-files', 'ssh'] as const;
let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'flux-airflow-secrets-'));
});
afterEach(() => {
  for (const name of NAMES) delete process.env[`INPUT_${name.toUpperCase()}`];
  delete process.env.INDEX_TOKEN;
  rmSync(workspace, { recursive: true });
});

function readWith(inputs: Readonly<Partial<Record<(typeof NAMES)[number], string>>>) {
  for (const [name, value] of Object.entries(inputs)) process.env[`INPUT_${name.toUpperCase()}`] = value;
  return readBuildSecrets(workspace);
}

test('the formats of docker/build-push-action: values, lines in quotes, variables, files and agents', () => {
  process.env.INDEX_TOKEN = 'canary-of-a-variable';
  writeFileSync(join(workspace, 'netrc,1'), 'canary-of-a-file\n');
  const secrets = readWith({
    'build-secrets': 'A=canary=1\n\n"KEY=canary-line-1\ncanary ""2"", last"\r\nEMPTY=',
    'build-secret-envs': 'TOKEN=INDEX_TOKEN',
    'build-secret-files': 'netrc=./netrc,1',
    ssh: 'default\ngit=/run/agent.sock',
  });
  const { args, environment } = secretArguments(secrets);
  expect(args.filter((arg) => !arg.startsWith('--'))).toEqual([
    'id=A,env=BUILD_SECRET_0',
    'id=KEY,env=BUILD_SECRET_1',
    'id=EMPTY,env=BUILD_SECRET_2',
    'id=TOKEN,env=BUILD_SECRET_3',
    `id=netrc,"src=${join(workspace, 'netrc,1')}"`,
    'default',
    'git=/run/agent.sock',
  ]);
  expect(Object.values(environment)).toEqual([
    'canary=1',
    'canary-line-1\ncanary "2", last',
    '',
    'canary-of-a-variable',
  ]);
  expect(args.join(' ')).not.toContain('canary');
  expect(redact('canary-line-1 canary "2", last canary-of-a-variable canary-of-a-file')).toBe('*** *** *** ***');
});

test('nothing is given', () => {
  expect(secretArguments(readWith({}))).toEqual({ args: [], environment: {} });
});

test.each([
  [{ 'build-secrets': 'canary' }, 'input-assignment'],
  [{ 'build-secrets': 'a b=canary' }, 'input-assignment'],
  [{ 'build-secret-envs': 'a,b=PATH' }, 'input-assignment'],
  [{ 'build-secret-envs': 'A=NOT_SET_HERE' }, 'build-secret-missing'],
  [{ 'build-secret-files': 'A=missing.txt' }, 'build-secret-missing'],
])('%j is rejected without its value: %s', (inputs, code) => {
  let error: unknown;
  try {
    readWith(inputs);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({ code });
  expect(String(error)).not.toContain('canary');
});
