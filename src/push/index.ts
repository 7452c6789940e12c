import { info } from '@actions/core';
import { readImageName } from '../inputs/registry.ts';
import { setOutputs } from '../runner/outputs.ts';
import { run } from '../runner/run.ts';
import { permitWrites } from '../write-permission.ts';
import { readPushInputs } from './inputs.ts';
import { pushAndAttach } from './push.ts';

await run('push', async () => {
  const image = readImageName();
  const options = await readPushInputs();
  const { tag } = options.built;
  const { pushed, attached } = await pushAndAttach({ ...options, permission: permitWrites() });
  await attached;
  const { outcome, digest } = pushed;
  info(`${image}:${tag} is ${digest} (${outcome === 'pushed' ? 'pushed' : 'already in the registry'})`);
  setOutputs({ outcome, image, tag, digest, reference: `${image}:${tag}@${digest}` });
});
