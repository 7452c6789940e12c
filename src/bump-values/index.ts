import { reportGates } from '../gates/report.ts';
import { readClients, readDeploymentRequest } from '../inputs/gitops.ts';
import { readRegistry } from '../inputs/registry.ts';
import { optional } from '../runner/inputs.ts';
import { run } from '../runner/run.ts';
import { readRunContext } from '../runner/run-context.ts';
import { bumpValues } from './bump-values.ts';
import { reportBump } from './report.ts';

await run('bump-values', async () => {
  const request = await readDeploymentRequest(readRunContext());
  const registry = readRegistry();
  const clients = readClients();
  const digest = request.operation.kind === 'rollback' ? undefined : optional('digest');
  const image = { registry, digest };
  await reportBump(request, await reportGates(request.delivery.dryRun, () => bumpValues(clients, request, image)));
});
