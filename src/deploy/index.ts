import { readBuildInputs } from '../build/inputs.ts';
import { prefetchGates } from '../gates/prefetch.ts';
import { readClients, readDelivery, readDeploymentRequest } from '../inputs/gitops.ts';
import { run } from '../runner/run.ts';
import { readRunContext } from '../runner/run-context.ts';
import { deployAndReport } from './deploy-and-report.ts';
import { readRollout } from './inputs.ts';
import { readObservers } from './observers/observers.ts';
import { findRollbackPage } from './rollback-page.ts';

await run('deploy', async () => {
  const context = readRunContext();
  const wanted = await readDeploymentRequest(context);
  const inputs = { ...readBuildInputs(context), ...wanted, ...readDelivery(), rollout: readRollout() };
  const clients = readClients();
  await prefetchGates(clients, inputs);
  const rollbackPage = await findRollbackPage(context);
  const options = { ...inputs, rollbackPage };
  await deployAndReport(clients, options, readObservers(context, options));
});
