import { relative, resolve } from 'node:path';
import type { Foreseen } from '../build/foresee.ts';
import type { PlanOptions } from '../build/plan.ts';
import type { PreviewedChange } from '../bump-values/preview.ts';
import { OutageError, tellError, UserError } from '../errors.ts';
import type { ValuesFileLocation } from '../github/values-file.ts';
import type { Base } from './base.ts';
import type { CheckOptions, DeploymentOptions } from './inputs.ts';

/** Why something could not be foreseen; a deployment would say the same. */
export interface Refusal {
  readonly refusal: string;
}

/** What a deployment of the merge would be, told by the code that deploys. */
export interface Foretold extends Pick<DeploymentOptions, 'image' | 'tag' | 'serverUrl'> {
  readonly target: ValuesFileLocation | undefined;
  readonly runtime: Foreseen | Refusal;
  /** `undefined`: the GitOps repository was not looked at. */
  readonly change: PreviewedChange | Refusal | undefined;
}

/** Plans the deployment of the checkout; `undefined` where no image is given. Nothing that fails here is an error of the DAGs. */
export async function foretellDeployment(options: CheckOptions, base: Base | undefined): Promise<Foretold | undefined> {
  if (options.deployment === undefined) return undefined;
  const { gitops, ...deployment } = options.deployment;
  const [runtime, change] = await Promise.all([
    orRefusal(foresee(options, base)),
    gitops && orRefusal(preview(gitops)),
  ]);
  return { ...deployment, target: gitops?.written.target, runtime, change };
}

async function foresee(options: CheckOptions, base: Base | undefined): Promise<Foreseen> {
  const { foreseeRuntime } = await import('../build/foresee.ts');
  const now = planOptions(options, options.workspace);
  return foreseeRuntime(now, base && planOptions(options, base.directory));
}

/** Of a checkout of the repository. */
function planOptions(
  { workspace, context, file, buildArgs, platform, registryMirror }: CheckOptions,
  checkout: string,
) {
  const inside = (path: string) => resolve(checkout, relative(workspace, path));
  const plan: PlanOptions = { context: inside(context), file: inside(file), buildArgs, platform };
  return registryMirror === undefined ? plan : { ...plan, registryMirror };
}

async function preview({ written, token }: NonNullable<DeploymentOptions['gitops']>): Promise<PreviewedChange> {
  const [{ GitHub }, { previewChange }] = await Promise.all([
    import('../github/client.ts'),
    import('../bump-values/preview.ts'),
  ]);
  return previewChange(new GitHub({ token, tokenName: 'gitops-token' }), written);
}

function orRefusal<T>(work: Promise<T>): Promise<T | Refusal> {
  return work.catch((error: unknown) => {
    if (error instanceof UserError) return { refusal: tellError(error) };
    if (error instanceof OutageError) return { refusal: `${error.message}.` };
    throw error;
  });
}
