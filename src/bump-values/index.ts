import { prefetchGates } from '../gates/prefetch.ts';
import { readClients, readDeploymentRequest } from '../inputs/gitops.ts';
import { readRegistry } from '../inputs/registry.ts';
import { optional } from '../runner/inputs.ts';
import { run } from '../runner/run.ts';
import { readRunContext } from '../runner/run-context.ts';

await run('bump-values', async () => {
  const request = await readDeploymentRequest(readRunContext());
  const registry = readRegistry();
  const clients = readClients();
  await prefetchGates(clients, request);
  const [{ bumpValues }, { reportBump }, { reportGates }] = await Promise.all([
    import('./bump-values.ts'),
    import('./report.ts'),
    import('../gates/report.ts'),
  ]);
  const digest = request.operation.kind === 'rollback' ? undefined : optional('digest');
  const image = { registry, digest };
  await reportBump(request, await reportGates(request.delivery.dryRun, () => bumpValues(clients, request, image)));
});
