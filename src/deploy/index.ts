import { readBuildInputs } from '../build/inputs.ts';
import type { Version } from '../gitops/request.ts';
import { readClients, readGitOpsToken } from '../inputs/clients.ts';
import { readDeploymentRequest } from '../inputs/gitops.ts';
import { run } from '../runner/run.ts';
import { readRunContext } from '../runner/run-context.ts';
import { deploy } from './deploy.ts';
import { readObserverOptions, readOnFailure, readRollout, readSigningInputs } from './inputs.ts';
import { createObservers, createRestoredObservers } from './observers/observers.ts';
import { findResumePage, findRollbackPage } from './rollback-page.ts';

await run('deploy', async () => {
  const context = readRunContext();
  const request = await readDeploymentRequest(context);
  const rollout = readRollout();
  const onFailure = readOnFailure(request, rollout);
  const signing = await readSigningInputs(context, request);
  const inputs = { request, build: readBuildInputs(context), rollout, onFailure, ...signing };
  const gitopsToken = readGitOpsToken();
  const [rollbackPage, resumePage] = await Promise.all([findRollbackPage(context), findResumePage(context)]);
  const options = { ...inputs, rollbackPage, resumePage };
  const shown = readObserverOptions(gitopsToken);
  const observeRestored = (version: Version) => createRestoredObservers(context, options, shown, version);
  await deploy(readClients(gitopsToken, context), options, createObservers(context, options, shown), observeRestored);
});
