import { readBuildInputs } from '../action/build-inputs.ts';
import { readClients, readDelivery, readWanted } from '../action/deployment-inputs.ts';
import { readRollout } from '../action/rollout-inputs.ts';
import { run } from '../action/run.ts';
import { readRunContext } from '../action/run-context.ts';

await run('deploy', async () => {
  const context = readRunContext();
  const wanted = await readWanted(context);
  const options = { ...readBuildInputs(context), ...wanted, ...readDelivery(), rollout: readRollout() };
  const clients = readClients();
  const [{ deploy }, { reportDeployment }, { showGuards }] = await Promise.all([
    import('./deploy.ts'),
    import('./report.ts'),
    import('../bump-values/show-guards.ts'),
  ]);
  const deployed = await showGuards(options, () => deploy(clients, options));
  await reportDeployment(options, deployed);
  const { followRollout } = await import('./follow-rollout.ts');
  await followRollout(clients, options, deployed);
});
