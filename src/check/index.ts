import { reportFindings } from '../runner/report-findings.ts';
import { run } from '../runner/run.ts';
import { readCheckOptions } from './inputs.ts';

await run('check', async () => {
  const options = await readCheckOptions();
  const [{ check }, { reportCheck }] = await Promise.all([import('./check.ts'), import('./report.ts')]);
  await reportCheck(options, await check(options, reportFindings));
});
