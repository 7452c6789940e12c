import { readBuildInputs } from '../action/build-inputs.ts';
import { readClients, readWanted } from '../action/deployment-inputs.ts';
import { minutes } from '../action/inputs.ts';
import { run } from '../action/run.ts';
import { readRunContext } from '../action/run-context.ts';

await run('deploy', async () => {
  const context = readRunContext();
  const wanted = readWanted(context);
  const options = {
    ...wanted,
    ...readBuildInputs(context),
    runUrl: context.runUrl,
    timeLimitMs: minutes('time-limit'),
  };
  const clients = readClients();
  const [{ deploy }, { reportDeployment }] = await Promise.all([import('./deploy.ts'), import('./report.ts')]);
  await reportDeployment({ ...options, image: wanted.image }, await deploy(clients, options));
});
