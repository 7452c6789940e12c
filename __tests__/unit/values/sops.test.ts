import { expect, test } from '@jest/globals';
import type { UserError } from '../../../src/errors.ts';
import { editValues } from '../../../src/values/edit.ts';
import { editFiles } from '../../../src/values/edit-files.ts';

const ENCRYPTED = 'ENC[AES256_GCM,data:p673w==,iv:YY=,tag:UQ=,type:str]';

/** A file that SOPS encrypted, with this tag and these lines in its block. */
function file(tag: string, ...lines: readonly string[]): string {
  const block = [`mac: ${ENCRYPTED}`, 'version: 3.13.3', ...lines].map((line) => `  ${line}\n`).join('');
  return `images:\n  airflow:\n    tag: ${tag}\nfernetKey: ${ENCRYPTED}\nsops:\n${block}`;
}

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as UserError).code;
  }
}

const edit = (text: string) => editValues(text, [{ path: 'images.airflow.tag', value: 'new' }]).text;
const MAC_ONLY = 'mac_only_encrypted: true';

test.each([
  ['under a MAC over all values', file('old', 'encrypted_regex: ^fernetKey$')],
  ['with mac_only_encrypted: false', file('old', 'mac_only_encrypted: false', 'encrypted_regex: ^fernetKey$')],
  ['encrypted itself', file(ENCRYPTED, MAC_ONLY)],
  ['encrypted itself, without a block', `images: {airflow: {tag: "${ENCRYPTED}"}}\n`],
  ['empty, and encrypted by default', file('~', MAC_ONLY)],
  ['empty, in a section that is encrypted', file('""', MAC_ONLY, 'encrypted_regex: ^(images|fernetKey)$')],
  ['empty, not excluded by a suffix', file('~', MAC_ONLY, 'unencrypted_suffix: _plain')],
  ['empty, and by a suffix that it has', file('~', MAC_ONLY, 'encrypted_suffix: ag')],
  ['empty, by rules about comments', file('~', MAC_ONLY, 'encrypted_comment_regex: secret')],
  ['empty, by a pattern that only Go accepts', file('~', MAC_ONLY, "encrypted_regex: '(?P<x>^fernetKey$)'")],
  ['empty, by an anchor that only Go has', file('~', MAC_ONLY, "encrypted_regex: '^(images|fernetKey)\\z'")],
  ['empty, by a class that only Go has', file('~', MAC_ONLY, "encrypted_regex: '^[[:alpha:]]+$'")],
  ['JSON', `{"images": {"airflow": {"tag": "old"}}, "sops": {"mac": "${ENCRYPTED}"}}`],
])('a value that is %s is not edited', (_, text) => {
  expect(codeOf(() => edit(text))).toBe('sops-encrypted');
});

test.each([
  ['in clear text under mac_only_encrypted', file('old', MAC_ONLY, 'encrypted_regex: ^fernetKey$')],
  ['excluded by a suffix', file('old', MAC_ONLY, 'unencrypted_suffix: ag')],
  ['excluded by a pattern in any case', file('~', MAC_ONLY, 'unencrypted_regex: (?i)^IMAGES$')],
  ['empty, and without an encrypted suffix', file('~', MAC_ONLY, 'encrypted_suffix: _secret')],
  ['beside a key sops without a MAC', 'images: {airflow: {tag: old}}\nsops: {enabled: true}\n'],
  ['beside a key sops that is not a mapping', 'images: {airflow: {tag: old}}\nsops: mac\n'],
  ['below a key sops with a MAC elsewhere', 'images: {airflow: {tag: old, sops: {mac: x}}}\n'],
])('a value that is %s is edited', (_, text) => {
  expect(edit(text)).toContain('new');
});

test('a value that is set already is not an edit', () => {
  const text = file('new');
  expect(edit(text)).toBe(text);
});

test('the error of an edit of several files names the file and the remedy', () => {
  const edits = [{ path: 'images.airflow.tag', value: 'new' }];
  const work = () =>
    editFiles([
      { file: 'a.yaml', text: 'images: {airflow: {tag: old}}\n', edits },
      { file: 'b.yaml', text: file('old'), edits },
    ]);
  expect(codeOf(work)).toBe('sops-encrypted');
  expect(work).toThrow(/^b\.yaml: SOPS keeps a MAC over every value of the file \(sops\.mac\)/);
});
