import { isMap, isScalar, type YAMLMap } from 'yaml';
import { UserError } from '../errors.ts';
import { formatKeyPath, type KeyPath, parseKeyPath } from './key-path.ts';
import { type FoundNode, findNode } from './read.ts';
import type { Values } from './yaml/values.ts';

/** The beginning of a value that SOPS encrypted. */
const ENCRYPTED = /^ENC\[AES256_GCM,/;

/** Syntax of Go's regular expressions that has another meaning in JavaScript. */
const GO_SYNTAX = /\\[AzQECpP]|\[\[?\^?:/;

/** The metadata that SOPS keeps at the top level of a file. */
interface Sops {
  readonly macOnlyEncrypted: boolean;
  /** The rules that name the encrypted keys, in the order in which SOPS applies them. */
  readonly rules: readonly { readonly encrypts: boolean; readonly matches: (key: string) => boolean }[];
  /** Whether all rules can be evaluated here. Rules about comments, or with Go's own syntax, cannot. */
  readonly isKnown: boolean;
}

/**
 * Throws if SOPS could not decrypt the file after a scalar is set: for an encrypted value, or for any value under a MAC of
 * all values. With `mac_only_encrypted` the MAC covers only the encrypted values.
 * Source: `shouldBeEncrypted`, `Encrypt` and `Decrypt` in https://github.com/getsops/sops/blob/main/sops.go
 * @throws UserError `sops-encrypted`
 */
export function rejectEncrypted(values: Values, path: KeyPath, { values: text, node: scalar }: FoundNode): void {
  if (!isScalar(scalar)) return;
  const key = formatKeyPath(path);
  const at = text.position(scalar.range?.[0] ?? 0);
  if (ENCRYPTED.test(String(scalar.value))) throw encrypted(`${key} at ${at} is encrypted by SOPS`);
  const sops = readSops(values);
  if (sops === undefined) return;
  if (!sops.macOnlyEncrypted)
    throw encrypted(
      `SOPS keeps a MAC over every value of the file (sops.mac), so a change of ${key} would make the file impossible to decrypt`,
    );
  const isEmpty = scalar.value === null || scalar.value === '';
  const isIn = isInEncryptedSet(sops, path);
  // A value in clear text proves that SOPS does not encrypt its key. An empty value proves nothing: SOPS keeps it empty.
  if (isIn === true || (isEmpty && isIn === undefined))
    throw encrypted(`${key} at ${at} is ${isEmpty ? 'empty, and ' : ''}one of the keys that SOPS encrypts`);
}

/**
 * Does what `rejectEncrypted` does, for keys that will be set. A key in a string of YAML may be missing because the string
 * is encrypted. Ignores other keys that are missing or not a single value.
 * @throws UserError `sops-encrypted`, `invalid-key-path`
 */
export function rejectEncryptedKeys(values: Values, keys: readonly string[]): void {
  for (const path of keys.map(parseKeyPath)) {
    const depths = path.map((_, index) => path.length - index);
    const place = depths.map((depth) => findNode(values, path.slice(0, depth))).find((found) => found !== undefined);
    if (place !== undefined) rejectEncrypted(values, path, place);
  }
}

function readSops({ documents }: Values): Sops | undefined {
  const blocks = documents.map(({ contents }): unknown => (isMap(contents) ? contents.get('sops') : undefined));
  const block = blocks.find((each) => isMap(each) && Boolean(each.get('mac')));
  if (!isMap(block)) return undefined;
  const suffix = (name: string) => readSuffix(block, name);
  const regex = (name: string) => readRegex(block, name);
  // A later rule wins; `encrypted_…` also decides about the keys that it does not name.
  const found = [
    { encrypts: false, matches: suffix('unencrypted_suffix') },
    { encrypts: true, matches: suffix('encrypted_suffix') },
    { encrypts: false, matches: regex('unencrypted_regex') },
    { encrypts: true, matches: regex('encrypted_regex') },
  ];
  const comments = ['encrypted_comment_regex', 'unencrypted_comment_regex'].some((name) => block.get(name));
  return {
    macOnlyEncrypted: block.get('mac_only_encrypted') === true,
    rules: found.flatMap(({ encrypts, matches }) => (typeof matches === 'function' ? [{ encrypts, matches }] : [])),
    isKnown: !comments && found.every(({ matches }) => matches !== 'unreadable'),
  };
}

type Matches = ((key: string) => boolean) | 'unreadable' | undefined;

function readSuffix(block: YAMLMap, name: string): Matches {
  const suffix = block.get(name);
  return suffix ? (key) => key.endsWith(String(suffix)) : undefined;
}

function readRegex(block: YAMLMap, name: string): Matches {
  const source = block.get(name);
  if (!source) return undefined;
  if (GO_SYNTAX.test(String(source))) return 'unreadable';
  const [, flag, rest = ''] = /^(\(\?i\))?(.*)$/s.exec(String(source)) ?? [];
  try {
    const regex = new RegExp(rest, flag === undefined ? '' : 'i');
    return (key) => regex.test(key);
  } catch {
    return 'unreadable';
  }
}

/** Returns whether SOPS encrypts the values at a path; `undefined` if unknown. */
function isInEncryptedSet({ rules, isKnown }: Sops, path: KeyPath): boolean | undefined {
  if (!isKnown) return undefined;
  const keys = path.filter((step) => typeof step === 'string');
  let isIn = true;
  for (const { encrypts, matches } of rules) {
    const isNamed = keys.some(matches);
    if (isNamed) isIn = encrypts;
    else if (encrypts) isIn = false;
  }
  return isIn;
}

function encrypted(what: string): UserError {
  return new UserError(
    'sops-encrypted',
    `${what}.`,
    'Move this key to a values file without secrets, which SOPS does not encrypt. Or set mac_only_encrypted: true in the creation rule of .sops.yaml, exclude this key from its encrypted keys, then decrypt and encrypt the file again.',
  );
}
