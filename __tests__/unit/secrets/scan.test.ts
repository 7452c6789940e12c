import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { UserError } from '../../../src/errors.ts';
import type { LayerEntry } from '../../../src/image/layer/file-tree.ts';
import { checkFileName } from '../../../src/secrets/names.ts';
import { assertNoSecrets } from '../../../src/secrets/scan.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flux-airflow-secrets-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function file(name: string, text: string | Buffer): readonly [string, LayerEntry] {
  const path = join(root, name);
  writeFileSync(path, text);
  const content = { path, size: Buffer.byteLength(text) };
  return [`/opt/airflow/${name}`, { type: 'file', mode: 0o644, uid: 0, gid: 0, content }];
}

async function findings(entries: readonly (readonly [string, LayerEntry])[], allowed: readonly string[] = []) {
  const error: UserError | undefined = await assertNoSecrets(entries, { root, allowed }).then(
    () => undefined,
    (cause) => cause,
  );
  return { error, places: error?.findings.map(({ location }) => `${location?.file}:${location?.line ?? ''}`) ?? [] };
}

/** Joined here, so that no scanner reports this file as a leak. */
const GITHUB = ['ghp', '_wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('');
const AWS = `AWS_SECRET_ACCESS_KEY = "${['wJalrXUtnFEMI/K7MDENG', 'bPxRfiCYzzzzzzzKEY'].join('/')}"`;
const DATABASE = ['postgresql://airflow', 'hunter2secret@db.internal/airflow'].join(':');
const KEY = ['-----BEGIN RSA', ' PRIVATE KEY-----\n', 'MIIEpAIBAAKCAQEA3Tz2mr7SZiAMfQyuvBjM9Oi\n'.repeat(3)].join('');

/** The last value of each row is the part that the error must not contain. */
test.each([
  ['a GitHub token', GITHUB, '_wWPw5k4aXcaT4fNP0U'],
  ['an AWS key', AWS, 'wJalrXUtnFEMI'],
  ['a password of a database', DATABASE, 'hunter2secret'],
  ['a private key', `${KEY}${['-----END RSA', ' PRIVATE KEY-----'].join('')}\n`, 'MIIEpAIBAAKCAQEA3Tz2mr7'],
])('%s is found at its file and line, and not repeated', async (_, secret, part) => {
  expect(secret).toContain(part);
  const { error, places } = await findings([file('a.py', 'a = 1\n'), file('b.py', `b = 1\nc = 2\n${secret}\n`)]);
  expect(error?.code).toBe('secret-in-image');
  expect(new Set(places)).toEqual(new Set(['b.py:3']));
  expect(inspect(error, { depth: Number.POSITIVE_INFINITY })).not.toContain(part);
});

test('a comment disables no rule, in its file or in others', async () => {
  const { places } = await findings([
    file('a.py', '# secretlint-disable\n'),
    file('b.py', `# secretlint-disable-next-line\ntoken = "${GITHUB}"\n`),
  ]);
  expect(places).toEqual(['b.py:2']);
});

test('only the files in the list of allowed files pass', async () => {
  const entries = [file('a.py', GITHUB), file('b.py', GITHUB)];
  expect((await findings(entries, ['a.py'])).places).toEqual(['b.py:1']);
  expect((await findings(entries, ['a.py', 'b.py'])).error).toBeUndefined();
});

test('ordinary code, binary files and many files pass', async () => {
  const many = Array.from({ length: 300 }, (_, index) => file(`dag_${index}.py`, `x = ${index}\n`.repeat(400)));
  const binary = file('data.bin', Buffer.concat([Buffer.alloc(1), Buffer.from(GITHUB)]));
  expect((await findings([...many, binary])).error).toBeUndefined();
  expect((await findings([...many, file('z.py', GITHUB)])).places).toEqual(['z.py:1']);
});

test.each([
  '"""Reads the password of the warehouse from the connection orders_db."""',
  '"""\n:param password: the password of the user, such as hunter2\n"""',
  '"""Connects to postgresql://user:password@host/db, for example."""',
  '# The secret token is in Vault: password = "changeme" is for tests only.',
  '"""Connects to postgresql://<user>:<password>@<host>/<db>, for example."""',
  'password = Variable.get("warehouse_password")',
  'Set api_key and password to yours, as in https://user:password@example.com/.',
])('the words of a secret are harmless in prose and in code: %s', async (text) => {
  expect((await findings([file('a.py', `${text}\n`)])).places).toEqual([]);
});

test.each([
  '.env',
  'dags/.env.production',
  'dags/.env.sample.local',
  'id_rsa',
  'keys/id_ed25519',
  'tls/server.pem',
  'a.P12',
  '.netrc',
  'x/.aws/credentials',
  'terraform.tfstate',
])('%s is a secret by its name', (path) => {
  expect(checkFileName(path)).toBeDefined();
});

test.each([
  '.env.example',
  '.env.airflow.sample',
  'dags/.env.local.template',
  'environment.py',
  'id_rsa.pub',
  'dags/key.py',
  'docs/pem.md',
  'aws/credentials',
])('%s is harmless', (path) => {
  expect(checkFileName(path)).toBeUndefined();
});

test('a password beside a placeholder is a secret', async () => {
  const text = 'url = "postgresql://<user>:Xk29fjw0a1b2@db/orders"\n';
  expect((await findings([file('a.py', text)])).places).toEqual(['a.py:1']);
});
