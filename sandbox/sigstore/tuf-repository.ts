import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { canonicalize } from '@tufjs/canonical-json';
import { Key, Metadata, MetaFile, Root, Signature, Snapshot, TargetFile, Targets, Timestamp } from '@tufjs/models';

const SPEC_VERSION = '1.0.0';
const A_DAY_MS = 86_400_000;

/**
 * Returns the files of a repository with one target, as path → content; `root.json` is what a client must already have.
 * https://theupdateframework.github.io/specification/latest/
 */
export function tufRepository(name: string, target: Buffer): ReadonlyMap<string, Buffer> {
  const { key, signer } = makeKey();
  const signed = { specVersion: SPEC_VERSION, version: 1, expires: new Date(Date.now() + A_DAY_MS).toISOString() };
  const root = new Root({ ...signed, consistentSnapshot: false });
  for (const role of ['root', 'targets', 'snapshot', 'timestamp']) root.addKey(key, role);
  const targets = new Targets(signed);
  targets.addTarget(new TargetFile({ path: name, length: target.length, hashes: { sha256: sha256(target) } }));
  const write = (content: Root | Targets | Snapshot | Timestamp) => {
    const metadata = new Metadata(content);
    metadata.sign(signer);
    return Buffer.from(JSON.stringify(metadata.toJSON()));
  };
  const version = new MetaFile({ version: 1 });
  const rootFile = write(root);
  return new Map([
    ['root.json', rootFile],
    ['1.root.json', rootFile],
    ['targets.json', write(targets)],
    ['snapshot.json', write(new Snapshot({ ...signed, meta: { 'targets.json': version } }))],
    ['timestamp.json', write(new Timestamp({ ...signed, snapshotMeta: version }))],
    [`targets/${name}`, target],
  ]);
}

/** Makes a key for all roles. Its identifier is the digest of the key, as clients in Go require. */
function makeKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const keyVal = { public: Buffer.from(x, 'base64url').toString('hex') };
  const described = { keytype: 'ed25519', scheme: 'ed25519', keyval: keyVal };
  const keyID = sha256(Buffer.from(canonicalize(described)));
  const key = new Key({ keyID, keyType: 'ed25519', scheme: 'ed25519', keyVal });
  const signer = (data: Buffer) => new Signature({ keyID, sig: sign(null, data, privateKey).toString('hex') });
  return { key, signer };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
