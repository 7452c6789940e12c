import { run } from '../runner/run.ts';
import { readPageFile, readStatusOptions, readTeamNames } from './inputs.ts';
import { writePage } from './page/write-page.ts';
import { reportStatus } from './report.ts';
import { readStatus } from './status.ts';

await run('status', async () => {
  const options = await readStatusOptions();
  await reportStatus(options.target, await readStatus(options));
  const page = readPageFile();
  if (page === undefined) return;
  const { location, tagKey } = options.target;
  await writePage({ ...options, target: location, tagKey, teamNames: readTeamNames() }, page);
});
