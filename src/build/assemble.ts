import { eager } from '../eager.ts';
import { applyInstructions } from '../image/layer/apply-instructions.ts';
import { packLayer } from '../image/layer/layer.ts';
import { type BuiltImage, makeImage } from '../image/oci/image.ts';
import { assertNoSecrets } from '../secrets/scan.ts';
import { attest } from './attest.ts';
import { warnOfNotFetched } from './not-fetched.ts';
import type { ImagePlanOptions } from './options.ts';
import type { Plan } from './plan.ts';
import type { Runtime } from './runtime/runtime.ts';

/**
 * Makes the image of a commit in memory: scans its code for secrets and puts it on the runtime as a layer.
 * @throws NeedsDocker; UserError `secret-in-image`, `dockerfile-source-missing`, `context-changed`
 */
export async function assembleImage(
  { split, context, bases }: Plan,
  runtime: Runtime,
  committed: string,
  options: ImagePlanOptions,
): Promise<BuiltImage> {
  const { commit, tagPrefix, image, sourceUrl, buildArgs, platform, allowSecrets: allowed = [] } = options;
  const { config, files } = runtime;
  const code = await applyInstructions({ split, buildArgs, platform, context, config, files });
  const packing = code.entries.length === 0 ? undefined : eager(packLayer(code.entries, options.machine?.temp));
  const root = options.workspace ?? options.context;
  await assertNoSecrets(code.entries, { root, allowed });
  warnOfNotFetched(code.entries, root);
  const layer = await packing;
  const provenance = { commit, committed, sourceUrl };
  const built = makeImage({ image, tag: `${tagPrefix}${commit}`, runtime, code, layer, provenance });
  return { ...built, referrers: attest(built.manifest, runtime, bases, options) };
}
