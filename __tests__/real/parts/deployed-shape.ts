import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { IMAGE } from '../../../sandbox/stage/stage.ts';
import { DEFAULT_KEYS, placeTarget } from '../../../src/gitops/place/place-target.ts';
import { editValues } from '../../../src/values/edit.ts';
import { SHAPES } from '../../e2e/gitops-shapes/shapes.ts';
import { layersOf } from '../../unit/gitops/place/layers-of.ts';

export const OLD = `version-${'a'.repeat(40)}`;
export const NEW = `version-${'b'.repeat(40)}`;
export const DIGEST = `sha256:${'0a'.repeat(32)}`;

interface Inputs {
  readonly pinDigest?: boolean;
  readonly tagKey?: string;
}

/** Finds the image as a deployment with these inputs does, and sets the new tag. */
export function deploy(text: string, inputs: Inputs = {}): string {
  const { tagKey, digestKey } = placeTarget(layersOf(text), { ...DEFAULT_KEYS, pinDigest: false, ...inputs }, IMAGE);
  const pin = inputs.pinDigest === true ? [{ path: digestKey, value: DIGEST }] : [];
  return editValues(text, [{ path: tagKey, value: NEW }, ...pin]).text;
}

/** Returns the values file of a shape with the old tag. */
export function shape(name: string): string {
  const [text] = Object.values(SHAPES.find((each) => each.name === name)?.files(OLD) ?? {});
  if (text === undefined) throw new Error(`no shape ${name}`);
  return text;
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
