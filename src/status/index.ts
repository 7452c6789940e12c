import { run } from '../runner/run.ts';
import { readPageFile, readStatusOptions } from './inputs.ts';

await run('status', async () => {
  const options = await readStatusOptions();
  const [{ readStatus }, { reportStatus }] = await Promise.all([import('./status.ts'), import('./report.ts')]);
  await reportStatus(options.target, await readStatus(options));
  const page = readPageFile();
  if (page === undefined) return;
  const { writePage } = await import('./page/write-page.ts');
  const { location, tagKey } = options.target;
  await writePage({ ...options, target: location, tagKey }, page);
});
