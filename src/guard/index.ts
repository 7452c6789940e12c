import { run } from '../runner/run.ts';
import { readGuardOptions } from './inputs.ts';

await run('guard', async () => {
  const options = await readGuardOptions();
  const [{ guard }, { reportGuard }] = await Promise.all([import('./guard.ts'), import('./report.ts')]);
  await reportGuard(options.files, await guard(options));
});
