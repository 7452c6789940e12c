import { run } from '../runner/run.ts';
import { guard } from './guard.ts';
import { readGuardOptions } from './inputs.ts';
import { reportGuard } from './report.ts';

await run('guard', async () => {
  const options = await readGuardOptions();
  await reportGuard(options.files, await guard(options));
});
