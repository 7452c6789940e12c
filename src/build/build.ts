import { annotate } from '../action/annotate.ts';
import { type Code, carryOut } from '../image/code.ts';
import { type BuiltImage, makeImage } from '../image/image.ts';
import { Inexact, NeedsWholeContext } from '../image/inexact.ts';
import { packLayer } from '../image/layer.ts';
import type { Registry } from '../registry/registry.ts';
import { type AttestOptions, attest } from './attest.ts';
import { buildRuntime, findPlanned } from './build-runtime.ts';
import { rejectBuildArguments } from './build-secrets.ts';
import { commitTime } from './checkout.ts';
import { findBuilt } from './find-built.ts';
import { type Extent, type Plan, type PlanOptions, planBuild } from './plan.ts';
import type { Runtime } from './runtime.ts';

/** Loaded while the registry answers. */
const scanner = import('../secrets/scan.ts');

export interface BuildOptions extends PlanOptions, AttestOptions {
  readonly registry: Registry;
  /** 40 hexadecimal digits; it must be checked out in the context. */
  readonly commit: string;
  readonly tagPrefix: string;
  /** Files that look like secrets and may ship, from the root of the workspace. */
  readonly allowSecrets?: readonly string[];
  /** Nothing is written to the registry, and no runtime is built. */
  readonly dryRun: boolean;
}

/**
 * Makes the image of a commit: its code on the runtime image, which Docker builds when the registry has neither it nor
 * the image.
 * @throws UserError `commit-not-checked-out`, `runtime-missing`, `secret-in-image`, those of `planBuild` and of the registry
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
  const root = process.env.GITHUB_WORKSPACE ?? options.context;
  const packing = code.entries.length === 0 ? undefined : packLayer(code.entries);
  // Whoever awaits it sees the error; nobody does when there is a secret.
  packing?.catch(() => {});
  await (await scanner).refuseSecrets(code.entries, { root, allowed: allowSecrets });
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
    const code = await carryOut({ split, buildArgs, platform, context, config: runtime.config, files: runtime.files });
    return { plan, runtime, code };
  } catch (error) {
    const wider = error instanceof NeedsWholeContext ? 'whole-context' : 'whole';
    if (!(error instanceof Inexact) || extent === wider) throw error;
    warnOfWholeBuild(error);
    return findParts(options, ready, wider);
  }
}

function warnOfWholeBuild({ message, file, line }: Inexact): void {
  const sentence = `${message}: Docker builds the whole image, and again for each change of what it copies.`;
  annotate('warning', 'built whole', sentence, { file, startLine: line });
}
