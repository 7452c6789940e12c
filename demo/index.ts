/** Plays deployments and their failures on the sandbox: `npm run demo -- --help`. */
import { AssertionError } from 'node:assert';
import { startStage } from '../sandbox/stage/stage.ts';
import { keepRunning } from './keep.ts';
import { type DemoOptions, HELP, readOptions, UsageError } from './options.ts';
import { readValues } from './read-values.ts';
import { recordRuns } from './record-runs.ts';
import { fact, heading, seconds } from './say.ts';
import { deployScene } from './scenes/deploy.ts';
import { directPushScene } from './scenes/direct-push.ts';
import { lateRunScene } from './scenes/late-run.ts';
import { otherWriterScene } from './scenes/other-writer.ts';
import { rerunScene } from './scenes/rerun.ts';
import { wrongFileScene } from './scenes/wrong-file.ts';

const SCENES = [deployScene, rerunScene, lateRunScene, wrongFileScene, otherWriterScene, directPushScene];

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(HELP);
  else if (options.cluster) await (await import('./cluster.ts')).playOnCluster();
  else await playOnSandbox(options);
  process.exit();
} catch (error) {
  console.error(isExpected(error) ? `demo: ${error.message.split('\n')[0]}` : error);
  process.exit(error instanceof UsageError ? 2 : 1);
}

/** Returns whether a message says it all: a wrong command line, or a scene that ended in another way. */
function isExpected(error: unknown): error is Error {
  return error instanceof UsageError || error instanceof AssertionError;
}

async function playOnSandbox({ values, keep }: DemoOptions): Promise<void> {
  const started = performance.now();
  const own = values === undefined ? {} : { values: await readValues(values) };
  const { stage, runs } = recordRuns(await startStage({ checkAnswers: false, ...own }));
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
    if (keep) await keepRunning(stage, runs);
  } finally {
    await stage.close();
  }
}
