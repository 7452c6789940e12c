import { relative, resolve } from 'node:path';
import type { PlanOptions } from '../build/options.ts';
import { previewRuntime, type RuntimePreview } from '../build/preview.ts';
import { OutageError, UserError } from '../errors.ts';
import { GitHub } from '../github/api/client.ts';
import { type PreviewedChange, previewChange } from '../gitops/preview.ts';
import { formatError, translate } from '../translate/translate.ts';
import type { Base } from './base.ts';
import type { CheckOptions, GitOpsOptions } from './options.ts';
import type { DeploymentPreview, Rejection } from './result.ts';

/** Previews the deployment of the checkout; returns `undefined` without an image. Failures here do not fail the check. */
export async function previewDeployment(
  options: CheckOptions,
  base: Base | undefined,
): Promise<DeploymentPreview | undefined> {
  if (options.deployment === undefined) return undefined;
  const { gitops, ...deployment } = options.deployment;
  const [runtime, change] = await Promise.all([
    orRejection(previewRuntimeChange(options, base)),
    gitops && orRejection(previewGitOpsChange(gitops, deployment.tag)),
  ]);
  return { ...deployment, target: gitops?.target.location, runtime, change };
}

async function previewRuntimeChange(options: CheckOptions, base: Base | undefined): Promise<RuntimePreview> {
  const now = planOptions(options, options.workspace);
  return previewRuntime(now, base && planOptions(options, base.directory));
}

/** Returns the build options for a checkout of the repository. */
function planOptions(
  { workspace, context, file, buildArgs, platform, target, registryMirror, machine }: CheckOptions,
  checkout: string,
) {
  const inside = (path: string) => resolve(checkout, relative(workspace, path));
  const where = { context: inside(context), file: inside(file), workspace: checkout };
  const plan: PlanOptions = { ...where, buildArgs, platform, ...(machine === undefined ? {} : { machine }) };
  return {
    ...plan,
    ...(target === undefined ? {} : { target }),
    ...(registryMirror === undefined ? {} : { registryMirror }),
  };
}

async function previewGitOpsChange(
  { image, target, digest, token }: GitOpsOptions,
  tag: string,
): Promise<PreviewedChange> {
  return previewChange(new GitHub({ token, tokenName: 'gitops-token' }), target, { image, tag, digest });
}

function orRejection<T>(work: Promise<T>): Promise<T | Rejection> {
  return work.catch((thrown: unknown) => {
    const error = translate(thrown);
    if (error instanceof UserError) return { rejection: formatError(error) };
    if (error instanceof OutageError) return { rejection: `${error.message}.` };
    throw error;
  });
}
