import { info } from '@actions/core';
import { UserError } from '../errors.ts';
import { carryOut } from '../image/code.ts';
import { type BuiltImage, makeImage } from '../image/image.ts';
import { packLayer } from '../image/layer.ts';
import type { Registry } from '../registry/registry.ts';
import { type AttestOptions, attest } from './attest.ts';
import { pinBases } from './bases.ts';
import { commitTime } from './checkout.ts';
import { buildByDocker } from './docker.ts';
import { type Plan, type PlanOptions, planBuild } from './plan.ts';
import { findRuntime, type Runtime, type RuntimeOptions } from './runtime.ts';

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
 * Makes the image of a commit: its code on the runtime image, which Docker builds when the registry does not have it.
 * @throws UserError `commit-not-checked-out`, `runtime-missing`, `secret-in-image`, those of `planBuild` and of the registry
 */
export async function buildImage(options: BuildOptions): Promise<BuiltImage> {
  const { commit, tagPrefix, buildArgs, platform, sourceUrl, allowSecrets = [] } = options;
  const checkedOut = commitTime(options.context, commit);
  const planned = planBuild(options).then(async (plan) => ({
    plan,
    found: await findRuntime(wantedRuntime(plan, options)),
  }));
  const [committed, { plan, found }] = await Promise.all([checkedOut, planned]);
  const runtime = found ?? (await buildRuntime(plan, options));
  const { split, context } = plan;
  const code = await carryOut({ split, buildArgs, platform, context, config: runtime.config, files: runtime.files });
  const root = process.env.GITHUB_WORKSPACE ?? options.context;
  await (await scanner).refuseSecrets(code.entries, { root, allowed: allowSecrets });
  const layer = code.entries.length === 0 ? undefined : await packLayer(code.entries);
  const provenance = { commit, committed, sourceUrl };
  const built = makeImage({ tag: `${tagPrefix}${commit}`, runtime, code, layer, provenance });
  return { ...built, referrers: attest(built.manifest, runtime, plan.bases, options) };
}

function wantedRuntime({ runtime: tag }: Plan, { registry, platform, dryRun }: BuildOptions): RuntimeOptions {
  return { registry, tag, platform, dryRun };
}

async function buildRuntime(plan: Plan, options: BuildOptions): Promise<Runtime> {
  const { dryRun, registryMirror } = options;
  if (dryRun) {
    throw new UserError(
      'runtime-missing',
      `The runtime image ${plan.runtime} is not in the registry, and a dry run builds none.`,
      'Run it once without dry-run: then it is built and kept.',
    );
  }
  info(`The registry has no ${plan.runtime}: Docker builds it.`);
  const dockerfile = pinBases(plan.split, plan.bases, registryMirror);
  const build = { ...options, tag: plan.runtime, dockerfile, ignore: plan.ignore.text };
  const failure = await buildByDocker(build).catch((error: unknown) => error);
  // Another run may have been faster, and an immutable tag is not pushed twice.
  const built = await findRuntime(wantedRuntime(plan, options));
  if (built !== undefined) return built;
  throw failure ?? new Error(`docker pushed ${plan.runtime}, and the registry does not have it`);
}
