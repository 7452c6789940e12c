import { once } from 'node:events';
import { readDeployedTag } from '../sandbox/stage/gitops-file.ts';
import { IMAGE, type Stage } from '../sandbox/stage/stage.ts';
import { servePages } from './pages/site.ts';
import type { RecordedRun } from './record-runs.ts';
import { checked, fact, heading } from './say.ts';

/** Serves the pages, prints how to look around, and waits for Ctrl-C. */
export async function keepRunning(stage: Stage, runs: readonly RecordedRun[]): Promise<void> {
  servePages({ stage, runs });
  const { github, source, gitops, registry } = stage;
  const tag = await readDeployedTag(stage);
  const image = `${registry.host}/${IMAGE.split('/').at(-1)}:${tag}`;
  heading('Look around: everything is on this machine, and the passwords are valid only here');
  fact(
    [
      'In the browser',
      `  overview           ${github.url}/`,
      `  last pull request  ${source.pullRequests.at(-1)?.url}`,
      `  first run          ${source.webUrl}/actions/runs/1`,
      `  last deployment    ${gitops.webUrl}/commit/${await gitops.head('main')}`,
      `  Argo CD            ${github.url}/argo-cd`,
      `  deployments page   ${github.url}/deployments`,
      'Clone the repositories; you may push to the second',
      `  ${cloneCommand(source.gitUrl, stage.workflowToken, 'demo-source')}`,
      `  ${cloneCommand(gitops.gitUrl, stage.gitopsToken, 'demo-gitops')}`,
      'Log in to the registry, and look at the image',
      `  echo '${stage.pullPassword()}' | docker login --username AWS --password-stdin ${registry.host}`,
      `  docker buildx imagetools inspect ${image}`,
    ].join('\n'),
  );
  checked('The servers keep running. Press Ctrl-C to stop them.');
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}

/** Returns a command whose clone keeps the token in its own configuration, so that fetch and push work too. */
function cloneCommand(url: string, token: string, folder: string): string {
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  return `git clone --config http.extraHeader='Authorization: Basic ${basic}' ${url} ${folder}`;
}
