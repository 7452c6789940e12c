import { readBuildInputs } from '../action/build-inputs.ts';
import { readClients, readDelivery, readWanted } from '../action/deployment-inputs.ts';
import { run } from '../action/run.ts';
import { readRunContext } from '../action/run-context.ts';

await run('deploy', async () => {
  const context = readRunContext();
  const wanted = await readWanted(context);
  const options = { ...readBuildInputs(context), ...wanted, ...readDelivery() };
  const clients = readClients();
  const [{ deploy }, { reportDeployment }, { showGuards }] = await Promise.all([
    import('./deploy.ts'),
    import('./report.ts'),
    import('../bump-values/show-guards.ts'),
  ]);
  await showGuards(options, async () => reportDeployment(options, await deploy(clients, options)));
});
