import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { editValues } from '../../src/values/edit.ts';
import { describeWith } from './parts/find-part.ts';

const run = promisify(execFile);
const TAG = 'images.airflow.tag';

const yaml = (tag: string) =>
  `images:\n  airflow:\n    repository: registry/flux\n    tag: ${tag}\nfernetKey: s3cret\n`;
const json = (tag: string) => JSON.stringify({ images: { airflow: { tag } }, fernetKey: 's3cret' });

describeWith(['sops', 'age'], 'an edit of a file that the real SOPS encrypted', ({ sops = '', age = '' }) => {
  let folder: string;
  let identity: string;
  let recipient: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux-airflow-sops-'));
    identity = join(folder, 'age.txt');
    await run(age, ['-o', identity]);
    recipient = /public key: (\S+)/.exec(await readFile(identity, 'utf8'))?.[1] ?? '';
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Encrypts a file. `rule` is the creation rule without the recipient. */
  async function encrypt(file: string, text: string, rule: object): Promise<string> {
    const config = join(folder, 'config.yaml');
    await writeFile(config, JSON.stringify({ creation_rules: [{ age: recipient, ...rule }] }));
    await writeFile(file, text);
    return (await run(sops, ['--config', config, 'encrypt', file])).stdout;
  }

  async function decrypt(file: string, text: string): Promise<string | undefined> {
    await writeFile(file, text);
    const env = { ...process.env, SOPS_AGE_KEY_FILE: identity };
    return run(sops, ['decrypt', file], { env }).then(
      ({ stdout }) => stdout,
      () => undefined,
    );
  }

  const FERNET = { encrypted_regex: '^fernetKey$' };
  const MAC_ONLY = { mac_only_encrypted: true };

  test.each<[string, string, object, boolean]>([
    ['everything encrypted', 'old', {}, false],
    ['everything encrypted, the tag empty', '""', MAC_ONLY, false],
    ['one key encrypted', 'old', FERNET, false],
    ['one key encrypted, MAC of it alone', 'old', { ...FERNET, ...MAC_ONLY }, true],
    ['the same, the tag empty', '""', { ...FERNET, ...MAC_ONLY }, true],
    ['the same, the tag null', 'null', { ...FERNET, ...MAC_ONLY }, true],
    ['all but the images', 'old', { unencrypted_regex: '^images$', ...MAC_ONLY }, true],
    ['all but the images, MAC of all', 'old', { unencrypted_regex: '^images$' }, false],
    ['all but a suffix', '""', { unencrypted_suffix: 'ages', ...MAC_ONLY }, true],
    ['a suffix', '""', { encrypted_suffix: 'Key', ...MAC_ONLY }, true],
    ['a suffix that the tag has', '""', { encrypted_suffix: 'ag', ...MAC_ONLY }, false],
    ['a pattern of Go', 'old', { encrypted_regex: '(?i)^FERNETKEY$', ...MAC_ONLY }, true],
  ])('%s: an accepted edit decrypts, and a rejected one would not', async (_, tag, rule, isAllowed) => {
    for (const [name, text] of [
      ['values.yaml', yaml(tag)],
      ...(tag === 'old' ? [['values.json', json(tag)] as const] : []),
    ] as const) {
      const file = join(folder, name);
      const encrypted = await encrypt(file, text, rule);
      const edited = tryEdit(encrypted);
      expect(edited !== undefined).toBe(isAllowed);
      if (edited === undefined) {
        const forced = encrypted.replace(/^(\s*"?tag"?:\s*)[^\n]*?(,?)$/m, '$1"new"$2');
        expect(forced).not.toBe(encrypted);
        expect(await decrypt(file, forced)).toBeUndefined();
      } else {
        expect(await decrypt(file, edited)).toMatch(/tag"?: "?new"?[\s\S]*s3cret/);
      }
      expect(await decrypt(file, encrypted)).toContain('s3cret');
    }
  });
});

function tryEdit(text: string): string | undefined {
  try {
    return editValues(text, [{ path: TAG, value: 'new' }]).text;
  } catch (error) {
    if (error instanceof UserError && error.code === 'sops-encrypted') return undefined;
    throw error;
  }
}
