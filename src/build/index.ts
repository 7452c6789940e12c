import { join } from 'node:path';
import { info } from '@actions/core';
import { writeLayout } from '../image/oci/layout.ts';
import { readImageName } from '../inputs/registry.ts';
import { setOutputs } from '../runner/outputs.ts';
import { run } from '../runner/run.ts';
import { readRunContext } from '../runner/run-context.ts';
import { permitWrites } from '../write-permission.ts';
import { buildImage } from './build.ts';
import { readBuildInputs } from './inputs.ts';

await run('build', async () => {
  const context = readRunContext();
  const options = readBuildInputs(context);
  const built = await buildImage({ ...options, permission: permitWrites() });
  const { tag, digest, runtime } = built;
  const layout = join(context.temp, `flux-airflow-${digest.replace(':', '-')}`);
  await writeLayout(layout, built);
  info(`${tag} is ${digest}, ${runtime === undefined ? 'a full Docker build' : `on ${runtime}`}, in ${layout}`);
  setOutputs({ image: readImageName(), tag, digest, runtime, layout });
});
