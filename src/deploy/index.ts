import { readBuildInputs } from '../action/build-inputs.ts';
import { readClients, readDelivery, readWanted } from '../action/deployment-inputs.ts';
import { flag, secret } from '../action/inputs.ts';
import { readRollout } from '../action/rollout-inputs.ts';
import { run } from '../action/run.ts';
import { readRunContext } from '../action/run-context.ts';

await run('deploy', async () => {
  const context = readRunContext();
  const wanted = await readWanted(context);
  const options = { ...readBuildInputs(context), ...wanted, ...readDelivery(), rollout: readRollout() };
  const clients = readClients();
  const [{ deployAndTell }, { Thread }] = await Promise.all([import('./deploy-and-tell.ts'), import('./thread.ts')]);
  const isTold = flag('comment') && !options.dryRun;
  const thread = isTold ? new Thread({ ...context, token: secret('github-token'), tag: options.tag }) : undefined;
  await deployAndTell(clients, options, thread);
});
