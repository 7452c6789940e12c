import { readClients, readWanted } from '../action/deployment-inputs.ts';
import { flag, minutes, optional } from '../action/inputs.ts';
import { readRegistry } from '../action/registry-inputs.ts';
import { run } from '../action/run.ts';
import { readRunContext } from '../action/run-context.ts';

await run('bump-values', async () => {
  const context = readRunContext();
  const wanted = readWanted(context);
  const registry = readRegistry();
  const bump = {
    ...wanted,
    tag: `${wanted.tagPrefix}${wanted.commit}`,
    runUrl: context.runUrl,
    dryRun: flag('dry-run'),
    timeLimitMs: minutes('time-limit'),
  };
  const clients = readClients();
  const [{ bumpValues }, { reportBump }] = await Promise.all([import('./bump-values.ts'), import('./report.ts')]);
  await reportBump(bump, await bumpValues(clients, { ...bump, digest: optional('digest'), registry }));
});
