import { expect, test } from '@jest/globals';
import { checkFileName } from '../../../src/secrets/names.ts';

test.each([
  ['.env', 'environment file'],
  ['dags/.env.production', 'environment file'],
  ['keys/id_ed25519', 'private key'],
  ['id_ecdsa_sk', 'private key'],
  ['certs/Server.PEM', 'key or certificate store'],
  ['.netrc', 'credentials of a client'],
  ['home/.aws/credentials', 'credentials of a client'],
  ['.docker/config.json', 'credentials of a client'],
  ['gha-creds-0123abcd.json', 'credentials of a job'],
  ['infra/terraform.tfstate.backup', 'state of Terraform'],
])('%s: %s', (path, kind) => {
  expect(checkFileName(path)).toBe(kind);
});

test.each(['.env.example', 'dags/.env.sample', 'id_rsa.pub', 'docker/config.json', 'dags/keys.py', 'environment.py'])(
  'the name %s is harmless',
  (path) => {
    expect(checkFileName(path)).toBeUndefined();
  },
);
