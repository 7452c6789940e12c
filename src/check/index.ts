import { reportFindings } from '../runner/report-findings.ts';
import { run } from '../runner/run.ts';
import { check } from './check.ts';
import { readCheckOptions } from './inputs.ts';
import { reportCheck } from './report/report.ts';

await run('check', async () => {
  const options = await readCheckOptions();
  await reportCheck(options, await check(options, reportFindings));
});
