import { createHash } from 'node:crypto';
import { eager } from '../eager.ts';
import { applyInstructions, type Code } from '../image/layer/apply-instructions.ts';
import { type Layer, packLayer } from '../image/layer/layer.ts';
import type { BuiltImage } from '../image/oci/image.ts';
import { makeImage } from '../image/oci/make-image.ts';
import { assertNoSecrets } from '../secrets/scan.ts';
import { attest } from './attest.ts';
import { warnOfNotFetched } from './not-fetched.ts';
import type { PlatformPlanOptions } from './options.ts';
import type { Plan } from './plan/plan.ts';
import type { Runtime } from './runtime/runtime.ts';
import type { SharedWork } from './shared-work.ts';

/**
 * Makes one platform of the image of a commit in memory: scans its code for secrets and puts it on the runtime as a layer.
 * @throws NeedsDocker; UserError `secret-in-image`, `dockerfile-source-missing`, `context-changed`
 */
export async function assembleImage(
  { split, context, bases }: Plan,
  runtime: Runtime,
  committed: string,
  options: PlatformPlanOptions,
  work: SharedWork,
): Promise<BuiltImage> {
  const { commit, tagPrefix, image, sourceUrl, buildArgs, platform } = options;
  const { config, files } = runtime;
  const code = await applyInstructions({ split, buildArgs, platform, context, config, files });
  const layer = await packOnce(code.entries, options, work);
  const provenance = { commit, committed, sourceUrl };
  const built = makeImage({ image, tag: `${tagPrefix}${commit}`, runtime, code, layer, provenance });
  return { ...built, referrers: attest(built.manifest, runtime, bases, options) };
}

/** Packs and scans the code, once for all platforms on which it is the same. */
function packOnce(
  entries: Code['entries'],
  options: PlatformPlanOptions,
  { layers }: SharedWork,
): Promise<Layer | undefined> {
  const hash = createHash('sha256').update(JSON.stringify(entries)).digest('hex');
  const known = layers.get(hash);
  if (known !== undefined) return known;
  const packed = eager(packAndScan(entries, options));
  layers.set(hash, packed);
  return packed;
}

async function packAndScan(entries: Code['entries'], options: PlatformPlanOptions): Promise<Layer | undefined> {
  const packing = entries.length === 0 ? undefined : eager(packLayer(entries, options.machine?.temp));
  const root = options.workspace ?? options.context;
  await assertNoSecrets(entries, { root, allowed: options.allowSecrets ?? [] });
  warnOfNotFetched(entries, root, options.fetch !== undefined);
  return packing;
}
