import { info } from '@actions/core';
import { flag, required } from '../action/inputs.ts';
import { setOutputs } from '../action/outputs.ts';
import { readRegistry } from '../action/registry-inputs.ts';
import { run } from '../action/run.ts';
import { readLayout } from '../image/read-layout.ts';
import { pushImage } from './push.ts';

await run('push', async () => {
  const name = required('image');
  const registry = readRegistry();
  const built = await readLayout(required('layout'));
  const { tag } = built;
  const { outcome, digest } = await pushImage({ registry, image: registry.image, built, dryRun: flag('dry-run') });
  info(`${name}:${tag} is ${digest} (${outcome === 'pushed' ? 'pushed' : 'was there'})`);
  setOutputs({ outcome, image: name, tag, digest, reference: `${name}:${tag}@${digest}` });
});
