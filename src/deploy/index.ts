import { readBuildInputs } from '../action/build-inputs.ts';
import { readClients, readDelivery, readWanted } from '../action/deployment-inputs.ts';
import { findRollbackPage } from '../action/rollback-page.ts';
import { readRollout } from '../action/rollout-inputs.ts';
import { run } from '../action/run.ts';
import { readRunContext } from '../action/run-context.ts';
import { askAhead } from '../bump-values/ask-ahead.ts';

await run('deploy', async () => {
  const context = readRunContext();
  const wanted = await readWanted(context);
  const inputs = { ...readBuildInputs(context), ...wanted, ...readDelivery(), rollout: readRollout() };
  const clients = readClients();
  await askAhead(clients, inputs);
  const [{ deployAndTell }, { readListeners }, rollbackPage] = await Promise.all([
    import('./deploy-and-tell.ts'),
    import('./listeners.ts'),
    findRollbackPage(context),
  ]);
  const options = { ...inputs, rollbackPage };
  await deployAndTell(clients, options, readListeners(context, options));
});
