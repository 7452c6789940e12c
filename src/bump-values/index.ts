import { prefetchGates } from '../gates/prefetch.ts';
import { reportGates } from '../gates/report.ts';
import { readClients, readDelivery, readDeploymentRequest } from '../inputs/gitops.ts';
import { readRegistry } from '../inputs/registry.ts';
import { optional } from '../runner/inputs.ts';
import { run } from '../runner/run.ts';
import { readRunContext } from '../runner/run-context.ts';
import { bumpValues } from './bump-values.ts';
import { reportBump } from './report.ts';

await run('bump-values', async () => {
  const context = readRunContext();
  const wanted = await readDeploymentRequest(context);
  const registry = readRegistry();
  const bump = { ...wanted, ...readDelivery() };
  const clients = readClients();
  await prefetchGates(clients, bump);
  const digest = bump.operation.kind === 'rollback' ? undefined : optional('digest');
  await reportGates(bump, async () => reportBump(bump, await bumpValues(clients, { ...bump, digest, registry })));
});
