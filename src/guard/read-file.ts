import { isNode } from 'yaml';
import { UserError } from '../errors.ts';
import { findImageOverrides, type ImageOverride } from '../gitops/chart/image-overrides.ts';
import { findOverrides, type Override } from '../gitops/chart/overrides.ts';
import type { Layer, Layers } from '../gitops/place/layers.ts';
import { type PlacedKeys, placeTarget } from '../gitops/place/place-target.ts';
import { readDeployed } from '../gitops/place/read-deployed.ts';
import type { TargetKeys } from '../gitops/request.ts';
import { listOwnKeys } from '../gitops/target.ts';
import { formatError } from '../translate/translate.ts';
import { describeDuplicates, describeUnread } from '../values/describe-problems.ts';
import { type KeyPath, parseKeyPath } from '../values/key-path.ts';
import { locate } from '../values/locate.ts';
import { parseValues } from '../values/parse.ts';
import { rejectEncryptedKeys } from '../values/sops.ts';
import type { Values } from '../values/yaml/values.ts';
import type { GuardCode, GuardFinding } from './finding.ts';

/** A values file and, in Helm's order, the files that Helm reads before it. */
export interface FileTexts {
  readonly path: string;
  /** `undefined`: the file does not exist. */
  readonly text: string | undefined;
  readonly bases: readonly { readonly file: string; readonly text: string }[];
}

/** A value and its line; `null`: no value. */
export interface Written {
  readonly value: string | null;
  readonly line: number;
}

/** The deployed image in a values file. */
export interface DeployedFile {
  readonly keys: PlacedKeys;
  readonly tag: Written;
  readonly repository: Written;
  readonly digest: Written;
  /** Values that the chart prefers, so that deployments have no effect. */
  readonly overrides: readonly (Override & { readonly line: number })[];
  /** Keys that a mapping has twice. */
  readonly duplicates: readonly { readonly line: number; readonly message: string }[];
  /** The rest of the file if it is not valid YAML, and Helm ignores it. */
  readonly unread: readonly { readonly line: number; readonly message: string }[];
  /** Settings that keep containers on another image. */
  readonly leftBehind: readonly ImageOverride[];
  /** The error of a deployment that cannot set these keys because SOPS encrypts them. */
  readonly encrypted: string | undefined;
}

/**
 * Reads the deployed image from YAML text, by these keys.
 * @throws UserError `values-invalid`, `invalid-key-path`
 */
function readImage(layers: Layers, given: TargetKeys): DeployedFile {
  const [{ values }] = layers;
  const keys = placeTarget(layers, given, undefined);
  const { tag, repository, digest } = readDeployed(layers, keys);
  const written = (value: string | null | undefined, key: string): Written => ({
    value: value || null,
    line: lineOf(values, parseKeyPath(key)),
  });
  const overrides = findOverrides(layers, repository ?? '', keys)
    .filter(({ part, value }) => part !== 'tag' || value !== tag)
    .map((override) => ({ ...override, line: lineOf(values, parseKeyPath(override.key)) }));
  return {
    keys,
    tag: written(tag, keys.tagKey),
    repository: written(repository, keys.repositoryKey),
    digest: written(digest, keys.digestKey),
    overrides,
    duplicates: describeDuplicates(values),
    unread: describeUnread(values),
    leftBehind: findOtherImages(layers, keys, new Set(overrides.map(({ key }) => key))),
    encrypted: describeEncrypted(values, keys),
  };
}

function findOtherImages(layers: Layers, keys: PlacedKeys, known: ReadonlySet<string>): ImageOverride[] {
  const { repository, tag, digest } = readDeployed(layers, keys);
  if (!repository || !tag) return [];
  const deployed = { image: repository, tag, digest: digest ?? '', tagKey: keys.tagKey };
  return findImageOverrides(layers, deployed, []).filter(({ key }) => !known.has(key));
}

function lineOf(values: Values, path: KeyPath): number {
  try {
    const { values: text, scalar, pair } = locate(values, path);
    const key = pair?.key;
    const { range } = isNode(key) ? key : scalar;
    const [start = 0] = range ?? [];
    return Number(text.position(start).split(':')[0]);
  } catch (error) {
    if (error instanceof UserError) return 1;
    throw error;
  }
}

function describeEncrypted(values: Values, keys: PlacedKeys): string | undefined {
  try {
    rejectEncryptedKeys(values, listOwnKeys(keys));
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return formatError(error);
    throw error;
  }
}

/**
 * Returns the deployed image of a values file, or the finding that it cannot be read.
 * @throws UserError `invalid-key-path`
 */
export function tryRead(
  { path, text, bases }: FileTexts,
  keys: TargetKeys,
): { readonly now: DeployedFile } | { readonly finding: GuardFinding } {
  const at = (code: GuardCode, message: string): { readonly finding: GuardFinding } => ({
    finding: { level: 'error', code, message, location: { file: path, line: 1 } },
  });
  // A malformed key is an error of the inputs, not of the file.
  for (const key of [keys.tagKey, keys.repositoryKey, keys.digestKey]) parseKeyPath(key);
  if (text === undefined) {
    const message = `${path} does not exist, so deployments cannot find it. Correct values-files, or restore the file.`;
    return at('values-file-missing', message);
  }
  try {
    const layers = bases.map((base): Layer => ({ file: base.file, values: parseValues(base.text) }));
    return { now: readImage([{ file: path, values: parseValues(text) }, ...layers.toReversed()], keys) };
  } catch (error) {
    if (error instanceof UserError) return at('values-invalid', formatError(error));
    throw error;
  }
}
