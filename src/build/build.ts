import { NeedsDocker, NeedsWholeContext } from '../image/dockerfile/needs-docker.ts';
import { applyInstructions, type Code } from '../image/layer/apply-instructions.ts';
import { packLayer } from '../image/layer/layer.ts';
import { type BuiltImage, makeImage } from '../image/oci/image.ts';
import { annotate } from '../runner/annotate.ts';
import { assertNoSecrets } from '../secrets/scan.ts';
import { attest } from './attest.ts';
import { buildRuntime, findPlanned } from './build-runtime.ts';
import { rejectBuildArguments } from './build-secrets.ts';
import { commitTime } from './checkout.ts';
import { findBuilt } from './find-built.ts';
import type { BuildOptions } from './options.ts';
import { type Extent, type Plan, planBuild } from './plan.ts';
import type { Runtime } from './runtime.ts';

/**
 * Makes the image of a commit: its code on the runtime image, which Docker builds when the registry has neither it nor
 * the image.
 * @throws UserError `commit-not-checked-out`, `runtime-missing`, `secret-in-image`, those of `planBuild`; RegistryError
 */
export async function buildImage(options: BuildOptions): Promise<BuiltImage> {
  const { commit, tagPrefix, image, sourceUrl, allowSecrets = [], permitted } = options;
  const checkedOut = commitTime(options.context, commit);
  const ready = Promise.all([checkedOut, permitted]);
  // Whoever awaits it sees the error.
  ready.catch(() => {});
  await rejectBuildArguments(options.buildArgs);
  const [committed, parts] = await Promise.all([checkedOut, findParts(options, ready)]);
  if ('digest' in parts) return parts;
  const { plan, runtime, code } = parts;
  const root = options.workspace ?? options.context;
  const packing = code.entries.length === 0 ? undefined : packLayer(code.entries, options.machine?.temp);
  // Whoever awaits it sees the error; nobody does when there is a secret.
  packing?.catch(() => {});
  await assertNoSecrets(code.entries, { root, allowed: allowSecrets });
  const layer = await packing;
  const provenance = { commit, committed, sourceUrl };
  const built = makeImage({ image, tag: `${tagPrefix}${commit}`, runtime, code, layer, provenance });
  return { ...built, referrers: attest(built.manifest, runtime, plan.bases, options) };
}

interface Parts {
  readonly plan: Plan;
  readonly runtime: Runtime;
  readonly code: Code;
}

/**
 * Runtime and code; where the code cannot be told exactly, all of it as the runtime; the image itself, where the registry
 * has it and not its runtime.
 */
async function findParts(
  options: BuildOptions,
  ready: Promise<unknown>,
  extent: Extent = 'runtime',
): Promise<Parts | BuiltImage> {
  try {
    const plan = await planBuild(options, extent);
    const known = (await findPlanned(plan, options, ready)) ?? (await findBuilt(plan, options));
    if (known !== undefined && 'digest' in known) return known;
    const runtime = known ?? (await buildRuntime(plan, options, ready));
    const { buildArgs, platform } = options;
    const { split, context } = plan;
    const code = await applyInstructions({
      split,
      buildArgs,
      platform,
      context,
      config: runtime.config,
      files: runtime.files,
    });
    return { plan, runtime, code };
  } catch (error) {
    const wider = error instanceof NeedsWholeContext ? 'whole-context' : 'whole';
    if (!(error instanceof NeedsDocker) || extent === wider) throw error;
    warnOfFullBuild(error);
    return findParts(options, ready, wider);
  }
}

function warnOfFullBuild({ message, file, line }: NeedsDocker): void {
  const sentence = `${message}: Docker builds the whole image, and again for each change of what it copies.`;
  annotate('warning', 'full docker build', sentence, { file, startLine: line });
}
