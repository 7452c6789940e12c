import { readBuildInputs } from '../build/inputs.ts';
import { prefetchGates } from '../gates/prefetch.ts';
import { readClients, readDeploymentRequest } from '../inputs/gitops.ts';
import { run } from '../runner/run.ts';
import { readRunContext } from '../runner/run-context.ts';
import { readRollout } from './inputs.ts';
import { findRollbackPage } from './rollback-page.ts';

await run('deploy', async () => {
  const context = readRunContext();
  const request = await readDeploymentRequest(context);
  const inputs = { request, build: readBuildInputs(context), rollout: readRollout() };
  const clients = readClients();
  await prefetchGates(clients, request);
  const [{ deployAndReport }, { readObservers }, rollbackPage] = await Promise.all([
    import('./deploy-and-report.ts'),
    import('./observers/observers.ts'),
    findRollbackPage(context),
  ]);
  const options = { ...inputs, rollbackPage };
  await deployAndReport(clients, options, readObservers(context, options));
});
