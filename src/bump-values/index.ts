import { readClients, readDelivery, readWanted } from '../action/deployment-inputs.ts';
import { optional } from '../action/inputs.ts';
import { readRegistry } from '../action/registry-inputs.ts';
import { run } from '../action/run.ts';
import { readRunContext } from '../action/run-context.ts';
import { askAhead } from './ask-ahead.ts';

await run('bump-values', async () => {
  const context = readRunContext();
  const wanted = await readWanted(context);
  const registry = readRegistry();
  const bump = { ...wanted, ...readDelivery() };
  const clients = readClients();
  await askAhead(clients, bump);
  const [{ bumpValues }, { reportBump }, { showGuards }] = await Promise.all([
    import('./bump-values.ts'),
    import('./report.ts'),
    import('./show-guards.ts'),
  ]);
  const digest = bump.operation.kind === 'rollback' ? undefined : optional('digest');
  await showGuards(bump, async () => reportBump(bump, await bumpValues(clients, { ...bump, digest, registry })));
});
