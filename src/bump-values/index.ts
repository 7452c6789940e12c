import { readClients, readWanted } from '../action/deployment-inputs.ts';
import { flag, optional } from '../action/inputs.ts';
import { readRegistryCredentials } from '../action/registry-inputs.ts';
import { run } from '../action/run.ts';
import { readRunContext } from '../action/run-context.ts';
import { parseImageName } from '../registry/reference.ts';
import { openRegistry } from '../registry/registry.ts';
import { bumpValues } from './bump-values.ts';
import { reportBump } from './report.ts';

await run('bump-values', async () => {
  const context = readRunContext();
  const wanted = readWanted(context);
  const registry = openRegistry({ image: parseImageName(wanted.image), ...readRegistryCredentials() });
  const bump = {
    ...wanted,
    tag: `${wanted.tagPrefix}${wanted.commit}`,
    runUrl: context.runUrl,
    dryRun: flag('dry-run'),
  };
  const resolve = (tag: string) => registry.resolve(tag);
  const bumped = await bumpValues(readClients(), { ...bump, digest: optional('digest'), resolve });
  await reportBump(bump, bumped);
});
