import { expect, test } from '@jest/globals';
import { rejectCredentials } from '../../../src/secrets/build-arguments.ts';

// Joined here, so that no scanner reports this file as a leak.
const GITHUB_TOKEN = `ghp_${'aB3dE6gH9kL2nP5rS8uV1xY4zA7cD0fG3jK6'}`;

test.each([
  ['a URL with a password', { INDEX: 'https://robot:hunter2@pypi.example.com/simple' }],
  ['a URL with only a token', { INDEX: 'https://:hunter2@pypi.example.com/simple' }],
  ['a URL with a token as the user', { INDEX: 'https://hunter2hunter2hunter2hunter2@pypi.fury.io/team' }],
  ['a URL with an empty password', { INDEX: 'https://hunter2:@pypi.fury.io/team' }],
  ['a key by its name', { MAPBOX_API_KEY: 'hunter2' }],
  ['a token by its name', { PIP_TOKEN: 'hunter2' }],
  ['a password by its name', { db_password: 'hunter2' }],
  ['a token by its form', { FROM_WHERE: GITHUB_TOKEN }],
])('%s is refused by name, and its value is not shown', async (_, buildArgs) => {
  const [[name = '', value = ''] = []] = Object.entries(buildArgs);
  const error = await rejectCredentials({ PYTHON: '3.13', ...buildArgs }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'secret-in-build-argument', remedy: expect.stringContaining('build-secrets') });
  expect(String(error)).toContain(name);
  expect(JSON.stringify(error) + String(error)).not.toContain(value);
});

test.each([
  { PYTHON: '3.13', AIRFLOW: '3.3.2', INDEX: 'https://pypi.example.com/simple' },
  { REPOSITORY: 'https://team@dev.azure.com/team/x', CACHE_KEY: 'v1', URL: 'https://h/?a=01234567890123456789@b' },
  { PIP_TOKEN: '', TOKENIZER: 'fast', SECRETS_BACKEND: 'x.Y', REPOSITORY: 'git@github.com:team/x.git' },
])('%j is accepted', async (buildArgs) => {
  await expect(rejectCredentials(buildArgs)).resolves.toBeUndefined();
});
