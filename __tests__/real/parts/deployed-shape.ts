import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { IMAGE } from '../../../sandbox/stage/stage.ts';
import { editTexts } from '../../../src/gitops/edit-files.ts';
import { DEFAULT_KEYS } from '../../../src/gitops/place/place-target.ts';
import { joinKeyPaths } from '../../../src/values/key-path.ts';
import { SHAPES } from '../../e2e/gitops-shapes/shapes.ts';

export const OLD = `version-${'a'.repeat(40)}`;
export const NEW = `version-${'b'.repeat(40)}`;
export const DIGEST = `sha256:${'0a'.repeat(32)}`;

interface Inputs {
  readonly pinDigest?: boolean;
  readonly tagKey?: string;
  readonly keyPrefix?: string;
  /** Files that Helm reads before. */
  readonly bases?: readonly string[];
}

/** Returns a values file as a deployment with these inputs commits it. */
export function deploy(text: string, { bases = [], keyPrefix = '', pinDigest = false, tagKey }: Inputs = {}): string {
  const { tagKey: byDefault, repositoryKey, digestKey } = DEFAULT_KEYS;
  const others = new Map(bases.map((base, index) => [`base${index}.yaml`, base]));
  const none = {
    branch: 'main',
    head: '',
    hold: undefined,
    headMessage: '',
    history: [],
    branchHistory: [],
    readMs: 0,
  };
  const target = {
    location: { repository: 'flux-data/kubernetes-deployments', path: 'values.yaml' },
    baseFiles: [...others.keys()],
    edits: [],
    tagKey: joinKeyPaths(keyPrefix, tagKey ?? byDefault),
    repositoryKey: joinKeyPaths(keyPrefix, repositoryKey),
    digestKey: joinKeyPaths(keyPrefix, digestKey),
    pinDigest,
  };
  const [own] = editTexts({ ...none, text, others }, target, { image: IMAGE, tag: NEW, digest: DIGEST });
  return own?.after ?? '';
}

/** Returns the values file of a shape with the old tag. */
export function shape(name: string): string {
  return filesOfShape(name)[0];
}

/** Returns the values file of a shape with the old tag, and its other files. */
export function filesOfShape(name: string): [string, ...string[]] {
  const [text, ...others] = Object.values(SHAPES.find((each) => each.name === name)?.files(OLD) ?? {});
  if (text === undefined) throw new Error(`no shape ${name}`);
  return [text, ...others];
}

/** Returns the documents that a program prints. */
export async function render(program: string, args: readonly string[]): Promise<unknown[]> {
  const { stdout } = await promisify(execFile)(program, args, { maxBuffer: 64 << 20 });
  return parseAllDocuments(stdout).map((document) => document.toJS());
}

/** Returns the images in manifests, each once. */
export function imagesOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Object.entries(value).flatMap(([key, child]) =>
    key === 'image' && typeof child === 'string' ? [child] : imagesOf(child),
  );
  return [...new Set(own)];
}
