/** Plays deployments and their failures on the sandbox: `npm run demo -- [--values FILE] [--keep]`; `--cluster` uses a real cluster. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startStage } from '../sandbox/stage/stage.ts';
import { checked, fact, heading, seconds } from './say.ts';
import { deployScene } from './scenes/deploy.ts';
import { directPushScene } from './scenes/direct-push.ts';
import { lateRunScene } from './scenes/late-run.ts';
import { otherWriterScene } from './scenes/other-writer.ts';
import { rerunScene } from './scenes/rerun.ts';
import { wrongFileScene } from './scenes/wrong-file.ts';

const SCENES = [deployScene, rerunScene, lateRunScene, wrongFileScene, otherWriterScene, directPushScene];

const { values: options } = parseArgs({
  options: {
    values: { type: 'string' },
    keep: { type: 'boolean', default: false },
    cluster: { type: 'boolean', default: false },
  },
});
if (options.cluster) {
  const { playOnCluster } = await import('./cluster.ts');
  await playOnCluster();
  process.exit();
}
const started = performance.now();
const stage = await startStage({
  checkAnswers: false,
  ...(options.values === undefined ? {} : { values: await readFile(options.values, 'utf8') }),
});
try {
  heading('The sandbox is running on loopback');
  fact(
    [
      `GitHub    ${stage.github.url}`,
      `  source  ${stage.source.gitUrl}`,
      `  GitOps  ${stage.gitops.gitUrl}`,
      `registry  ${stage.registry.url}`,
      `ECR API   ${stage.ecr.url}`,
      `Argo CD   ${stage.argocd.url}`,
    ].join('\n'),
  );
  for (const play of SCENES) await play(stage);
  heading(`All ${SCENES.length} scenes passed in ${seconds(performance.now() - started)}`);
  if (options.keep) {
    checked('The sandbox keeps running at the addresses above. Press Ctrl-C to stop it.');
    await once(process, 'SIGINT');
  }
} finally {
  await stage.close();
}
