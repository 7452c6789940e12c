import { info } from '@actions/core';
import { readLayout } from '../image/oci/read-layout.ts';
import { readRegistry } from '../inputs/registry.ts';
import { flag, required } from '../runner/inputs.ts';
import { setOutputs } from '../runner/outputs.ts';
import { run } from '../runner/run.ts';
import { attachReferrers } from './attach.ts';
import { pushImage } from './push.ts';

await run('push', async () => {
  const name = required('image');
  const registry = readRegistry();
  const built = await readLayout(required('layout'));
  const { tag } = built;
  const options = { registry, image: registry.image, built, dryRun: flag('dry-run') };
  const pushing = pushImage(options);
  const [{ outcome, digest }] = await Promise.all([pushing, attachReferrers(options, pushing)]);
  info(`${name}:${tag} is ${digest} (${outcome === 'pushed' ? 'pushed' : 'was there'})`);
  setOutputs({ outcome, image: name, tag, digest, reference: `${name}:${tag}@${digest}` });
});
