import { run } from '../action/run.ts';
import { readStatusOptions } from './inputs.ts';
import { reportStatus } from './report.ts';
import { readStatus } from './status.ts';

await run('status', async () => {
  const options = await readStatusOptions();
  await reportStatus(options, await readStatus(options));
});
