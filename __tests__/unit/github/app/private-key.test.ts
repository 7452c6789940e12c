import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { readPrivateKey } from '../../../../src/github/app/private-key.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PKCS1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const PKCS8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

test.each([
  ['as GitHub writes it', PKCS1],
  ['as PKCS #8', PKCS8],
  ['with the line ends of Windows', PKCS1.replaceAll('\n', '\r\n')],
  ['with \\n for each line end', PKCS1.replaceAll('\n', '\\n')],
  ['with \\r\\n for each line end', PKCS1.replaceAll('\n', '\\r\\n')],
  ['in one line', PKCS1.replaceAll('\n', ' ')],
  ['indented, with text around it', `key: |\n  ${PKCS1.replaceAll('\n', '\n  ')}\n`],
  ['in base64', Buffer.from(PKCS1).toString('base64')],
  ['in base64 with line ends', Buffer.from(PKCS1).toString('base64').replace(/.{76}/g, '$&\n')],
])('reads a key %s', (_, text) => {
  expect(readPrivateKey(text)).toBe(PKCS8);
  expect(createPrivateKey(readPrivateKey(text) ?? '').asymmetricKeyType).toBe('rsa');
});

const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const;

test.each([
  ['nothing', ''],
  ['a client secret', '0123456789abcdef0123456789abcdef01234567'],
  ['a path', '/secrets/app.private-key.pem'],
  ['half a key', PKCS1.slice(0, 500)],
  ['a key with a changed character', PKCS1.replace(/^MII/m, 'MIX')],
  [
    'the public key',
    generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  ],
  ['a key of another kind', elliptic.export({ type: 'pkcs8', format: 'pem' }).toString()],
  ['a key with a passphrase', privateKey.export(locked).toString()],
])('%s is not a key of an App', (_, text) => {
  expect(readPrivateKey(text)).toBeUndefined();
});
