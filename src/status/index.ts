import { run } from '../action/run.ts';
import { readPageFile, readStatusOptions } from './inputs.ts';
import { reportStatus } from './report.ts';
import { readStatus } from './status.ts';

await run('status', async () => {
  const options = await readStatusOptions();
  await reportStatus(options, await readStatus(options));
  const page = readPageFile();
  if (page === undefined) return;
  const { writePage } = await import('./page/write-page.ts');
  await writePage(options, page);
});
