import { HasTriggers } from '../../image/dockerfile/inline-triggers.ts';
import type { ImageConfig } from '../../image/oci/image-config.ts';
import type { Manifest } from '../../image/oci/manifest.ts';
import { pickPlatform } from '../../registry/pick-platform.ts';
import type { PlanOptions } from '../options.ts';
import { type Base, openBase } from '../plan/bases.ts';
import type { Plan } from '../plan/plan.ts';

/**
 * Rejects base images with ONBUILD, before a runtime is built on them, unless the plan knows about it.
 * @throws HasTriggers
 */
export async function assertNoTriggers(plan: Plan, options: PlanOptions): Promise<void> {
  const { extent, bases, split, triggers } = plan;
  if (extent === 'whole-context' || triggers !== undefined) return;
  const found = await Promise.all(bases.map((base) => triggersOf(base, options)));
  for (const [index, { name, instruction }] of bases.entries()) {
    const ofBase = found[index] ?? [];
    if (ofBase.length > 0) throw new HasTriggers(split.dockerfile, instruction, name, ofBase);
  }
}

/** Returns the ONBUILD instructions of a base image. FROM executes them; a copy from the image does not. */
async function triggersOf(base: Base, options: PlanOptions): Promise<readonly string[]> {
  if (base.instruction.keyword !== 'FROM') return [];
  const registry = openBase(base.reference, options);
  const stored = await registry.getManifest(base.digest);
  const manifest = stored === undefined ? undefined : await pickPlatform(registry, stored, options.platform);
  if (manifest === undefined) return [];
  const { config }: Manifest = JSON.parse(manifest.bytes.toString());
  const image: ImageConfig = JSON.parse((await registry.getBlob(config)).toString());
  return image.config?.OnBuild ?? [];
}
