import { verifyApproval } from '../attestation/verify-approval.ts';
import { AdapterError, UserError } from '../errors.ts';
import { compareImage } from '../gitops/image-state.ts';
import { isRepository } from '../image-reference.ts';
import { openRegistry, type Registry } from '../registry/client.ts';
import { parseImageName } from '../registry/image-name.ts';
import type { GuardCode, GuardFinding } from './finding.ts';
import type { GuardOptions } from './options.ts';
import type { DeployedFile } from './read-file.ts';

/** A values file, before the change and after it. */
interface Case {
  readonly path: string;
  readonly before: DeployedFile | undefined;
  readonly now: DeployedFile;
}

type Report = (level: GuardFinding['level'], code: GuardCode, message: string) => GuardFinding[];

/** Checks that a new image exists, that a pinned digest is that of the tag, and that its approval is signed if it must be. */
export async function checkImage({ path, now, before }: Case, options: GuardOptions): Promise<GuardFinding[]> {
  const { tag, repository, digest } = now;
  // An empty tag is a finding of its own; a repository may be in a base file, or be that of the chart.
  if (tag.value === null || isUnchanged(now, before, options)) return [];
  const level = options.requirement === undefined ? 'warning' : 'error';
  if (repository.value === null || !isRepository(repository.value)) {
    const isUnset = repository.value === null && options.requirement === undefined;
    return isUnset ? [] : [describeNoRepository(level, path, repository.line, now.keys.repositoryKey)];
  }
  const reference = `${repository.value}:${tag.value}`;
  const at: Report = (level, code, message) => [{ level, code, message, location: { file: path, line: tag.line } }];
  try {
    const registry = open(repository.value, options);
    const found = await registry.resolve(tag.value);
    const state = compareImage(found, digest.value ?? undefined);
    if (state === 'image-missing' || found === undefined)
      return at('error', 'image-missing', `${reference} is not in the registry: no pod would start.`);
    if (state === 'digest-mismatch')
      return at('error', state, `${reference} is ${found}, but the pinned digest is ${digest.value}.`);
    return await checkApproval(registry, { digest: found, tag: tag.value }, options, at);
  } catch (error) {
    if (!(error instanceof AdapterError)) throw error;
    return at(level, 'image-unverified', `Could not check that ${reference} is in the registry: ${error.message}`);
  }
}

/** A digest that is not pinned overrides the tag, which is a finding of its own. */
function isUnchanged(now: DeployedFile, before: DeployedFile | undefined, { pinDigest }: GuardOptions): boolean {
  const keys = pinDigest ? (['tag', 'repository', 'digest'] as const) : (['tag', 'repository'] as const);
  return keys.every((key) => now[key].value === before?.[key].value);
}

function open(repository: string, { credentials, machine }: GuardOptions): Registry {
  const given = credentials === undefined ? {} : { credentials };
  return openRegistry({ image: parseImageName(repository), pullOnly: true, machine, ...given });
}

/** Checks the signed approval of the commit that a tag names. */
async function checkApproval(
  registry: Registry,
  { digest, tag }: { readonly digest: string; readonly tag: string },
  { requirement }: GuardOptions,
  at: Report,
): Promise<GuardFinding[]> {
  if (requirement === undefined) return [];
  const [commit = ''] = /[0-9a-f]{40}$/.exec(tag) ?? [];
  try {
    await verifyApproval(registry, { digest, commit }, requirement);
    return [];
  } catch (error) {
    if (error instanceof UserError && isAttestationCode(error.code)) return at('error', error.code, error.message);
    throw error;
  }
}

function isAttestationCode(code: string): code is 'attestation-missing' | 'attestation-invalid' {
  return code === 'attestation-missing' || code === 'attestation-invalid';
}

/** Does not show the value, because the key may point to any value of the file. */
function describeNoRepository(level: GuardFinding['level'], path: string, line: number, key: string): GuardFinding {
  const message = `Could not check that the image is in the registry: ${key} is not an image repository.`;
  return { level, code: 'image-unverified', message, location: { file: path, line } };
}
