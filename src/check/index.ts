import { run } from '../runner/run.ts';
import { readCheckOptions } from './inputs.ts';

await run('check', async () => {
  const options = await readCheckOptions();
  const [{ check }, { annotate, reportCheck }] = await Promise.all([import('./check.ts'), import('./report.ts')]);
  await reportCheck(options, await check(options, annotate));
});
