import { readBuildInputs } from '../build/inputs.ts';
import { readClients, readGitOpsToken } from '../inputs/clients.ts';
import { readDeploymentRequest } from '../inputs/gitops.ts';
import { run } from '../runner/run.ts';
import { readRunContext } from '../runner/run-context.ts';
import { deploy } from './deploy.ts';
import { readObserverOptions, readRollout, readSigningInputs } from './inputs.ts';
import { createObservers } from './observers/observers.ts';
import { findRollbackPage } from './rollback-page.ts';

await run('deploy', async () => {
  const context = readRunContext();
  const request = await readDeploymentRequest(context);
  const signing = await readSigningInputs(context, request);
  const inputs = { request, build: readBuildInputs(context), rollout: readRollout(), ...signing };
  const gitopsToken = readGitOpsToken();
  const clients = readClients(gitopsToken, context);
  const options = { ...inputs, rollbackPage: await findRollbackPage(context) };
  await deploy(clients, options, createObservers(context, options, readObserverOptions(gitopsToken)));
});
