import { readValuesFile } from '../../src/github/gitops/read-values-file.ts';
import { openRegistry } from '../../src/registry/client.ts';
import { readMachine } from '../../src/runner/environment.ts';
import { type Checks, expectSame } from './check.ts';
import type { ScratchValues } from './commit-checks.ts';
import { type Deployment, runDeployment } from './run-deployment.ts';
import type { Scratch } from './writing.ts';

/** Deploys the candidate twice with the bundle, then checks how the registry handles an existing tag. */
export async function deploymentChecks(checks: Checks, scratch: Scratch, values: ScratchValues): Promise<void> {
  const { settings, gitops, candidate, branch, tags } = scratch;
  const { path, text, tagPrefix } = values;
  const tag = `${tagPrefix}${candidate.commit}`;
  const deploy = (dryRun: boolean) =>
    deployed(scratch, { commit: candidate.commit, gitopsBranch: branch.name, valuesFile: path, tagPrefix, dryRun });

  let hasRuntime = true;
  await checks.run('a dry run reports that it would deploy', async () => {
    const { outcome, failure } = await deploy(true);
    hasRuntime = failure?.title !== 'runtime-missing';
    if (!hasRuntime) return 'except for the runtime, which is built next';
    expectSame(failure?.message ?? 'the outcome', outcome, 'deployed');
    return undefined;
  });
  tags.add(tag);
  let runtime = '';
  const committed = await checks.run('the deployment commits a change of one line', async () => {
    const { outcome, failure, outputs } = await deploy(false);
    runtime = outputs.runtime ?? '';
    if (!hasRuntime && runtime !== '') for (const name of [runtime, `${runtime}.index`]) tags.add(name);
    expectSame(failure?.message ?? 'the outcome', outcome, 'deployed');
    const file = await readValuesFile(gitops, { repository: settings.gitops, branch: branch.name, path });
    expectSame('the file', file.text, text.replace(`${tagPrefix}${candidate.parent}`, tag));
    return outputs['commit-url'];
  });
  if (!committed) return;
  await checks.run('a second run changes nothing', async () => {
    const { outcome, failure } = await deploy(false);
    expectSame(failure?.message ?? 'the outcome', outcome, 'unchanged');
    return undefined;
  });
  await existingTagChecks(checks, scratch, tag, runtime);
}

async function deployed(scratch: Scratch, deployment: Deployment) {
  const { outputs, annotations } = await runDeployment(scratch.settings, deployment);
  const failure = annotations.find(({ level }) => level === 'error');
  return { outcome: outputs.outcome, failure, outputs };
}

/** Reports which answer the registry gives: both are valid and depend on the repository's settings. */
async function existingTagChecks(checks: Checks, { settings }: Scratch, tag: string, runtime: string): Promise<void> {
  const registry = openRegistry({ image: settings.image, machine: readMachine() });
  const put = async (from: string) => {
    const manifest = await registry.getManifest(from);
    if (manifest === undefined) throw new Error(`${from} is not in the registry`);
    return registry.putManifest(tag, manifest);
  };
  await checks.run('the registry answers a second push of the same image', () => put(tag));
  await checks.run('the registry answers a push of another image to an existing tag', async () =>
    (await put(runtime)) === 'immutable'
      ? 'immutable'
      : 'the tag was overwritten: make the tags of this repository immutable',
  );
}
