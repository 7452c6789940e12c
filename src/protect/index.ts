import { run } from '../runner/run.ts';
import { readProtectOptions } from './inputs.ts';
import { protect } from './protect.ts';
import { reportProtection } from './report.ts';

await run('protect', async () => {
  const options = readProtectOptions();
  await reportProtection(await protect(options), options.apply?.dryRun === true);
});
