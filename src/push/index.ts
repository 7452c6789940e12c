import { info } from '@actions/core';
import { readLayout } from '../image/oci/read-layout.ts';
import { readRegistry } from '../inputs/registry.ts';
import { flag, required } from '../runner/inputs.ts';
import { setOutputs } from '../runner/outputs.ts';
import { run } from '../runner/run.ts';
import { pushAndAttach } from './push.ts';

await run('push', async () => {
  const name = required('image');
  const registry = readRegistry();
  const built = await readLayout(required('layout'));
  const { tag } = built;
  const options = { registry, image: registry.image, built, dryRun: flag('dry-run') };
  const { pushed, attached } = await pushAndAttach(options);
  await attached;
  const { outcome, digest } = pushed;
  info(`${name}:${tag} is ${digest} (${outcome === 'pushed' ? 'pushed' : 'already in the registry'})`);
  setOutputs({ outcome, image: name, tag, digest, reference: `${name}:${tag}@${digest}` });
});
