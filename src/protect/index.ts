import { run } from '../runner/run.ts';
import { readProtectOptions } from './inputs.ts';

await run('protect', async () => {
  const options = readProtectOptions();
  const [{ protect }, { reportProtection }] = await Promise.all([import('./protect.ts'), import('./report.ts')]);
  await reportProtection(await protect(options), options.apply?.dryRun === true);
});
