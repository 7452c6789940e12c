import { readBuildInputs } from '../action/build-inputs.ts';
import { readClients, readWanted } from '../action/deployment-inputs.ts';
import { run } from '../action/run.ts';
import { readRunContext } from '../action/run-context.ts';
import { deploy } from './deploy.ts';
import { reportDeployment } from './report.ts';

await run('deploy', async () => {
  const context = readRunContext();
  const wanted = readWanted(context);
  const options = { ...wanted, ...readBuildInputs(context), runUrl: context.runUrl };
  await reportDeployment({ ...options, image: wanted.image }, await deploy(readClients(), options));
});
