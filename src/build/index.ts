import { join } from 'node:path';
import { info } from '@actions/core';
import { readBuildInputs } from '../action/build-inputs.ts';
import { required } from '../action/inputs.ts';
import { setOutputs } from '../action/outputs.ts';
import { run } from '../action/run.ts';
import { readRunContext } from '../action/run-context.ts';
import { writeLayout } from '../image/layout.ts';

await run('build', async () => {
  const context = readRunContext();
  const options = readBuildInputs(context);
  const { buildImage } = await import('./build.ts');
  const built = await buildImage(options);
  const { tag, digest, runtime } = built;
  const layout = join(context.temp, `flux-airflow-${digest.replace(':', '-')}`);
  await writeLayout(layout, built);
  info(`${tag} is ${digest}, ${runtime === undefined ? 'built whole' : `on ${runtime}`}, in ${layout}`);
  setOutputs({ image: required('image'), tag, digest, runtime, layout });
});
