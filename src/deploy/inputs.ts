import { UserError } from '../errors.ts';
import type { DeploymentRequest } from '../gitops/request.ts';
import type { NamedToken } from '../inputs/app-token.ts';
import { readAddress, readArgoCd } from '../inputs/argocd.ts';
import { readRequirement } from '../inputs/attestation.ts';
import { readSigning } from '../inputs/sign.ts';
import { flag, list, minutes, optional, secret } from '../runner/inputs.ts';
import type { RunContext } from '../runner/run-context.ts';
import type {
  AirflowOptions,
  DeployOptions,
  ObserverOptions,
  OnFailure,
  RolloutOptions,
  RolloutSource,
} from './options.ts';
import { readSmoke } from './smoke/inputs.ts';
import { readTaskWait } from './tasks/inputs.ts';

/**
 * Reads where the deployment is shown, and the tokens for it.
 * @throws UserError `input-missing`, `input-boolean`
 */
export function readObserverOptions(gitopsToken: NamedToken): ObserverOptions {
  return {
    comment: flag('comment'),
    environment: optional('environment'),
    githubToken: secret('github-token'),
    gitopsToken,
  };
}

/**
 * Reads how to follow the rollout; `undefined` if it is not followed.
 * @throws UserError `input-follow`, `argocd-inputs`, `argocd-server`, `argocd-ca`, `airflow-inputs`, `airflow-url`, `input-minutes`, `input-wait-for-tasks`
 */
export function readRollout(): RolloutOptions | undefined {
  const [follow, airflow] = [readSource(), readAirflow()];
  if (follow !== undefined)
    return { follow, limitMs: minutes('rollout-timeout'), ...(airflow === undefined ? {} : { airflow }) };
  if (airflow === undefined) return undefined;
  throw new UserError(
    'airflow-inputs',
    'airflow-url is set, but the run does not follow the rollout.',
    'Set argocd-server, argocd-app and argocd-token, or follow: commit-status and commit-status-context, because the Airflow check starts after the rollout.',
  );
}

/**
 * Reads what to do if the deployment fails after its commit. The other operations of a person are never rolled back.
 * @throws UserError `input-on-failure`
 */
export function readOnFailure(
  { operation, delivery }: Pick<DeploymentRequest, 'operation' | 'delivery'>,
  rollout: RolloutOptions | undefined,
): OnFailure {
  const wanted = optional('on-failure') ?? 'report';
  if (wanted !== 'report' && wanted !== 'rollback')
    throw wrongOnFailure(`The input on-failure is ${JSON.stringify(wanted)}.`, 'Write report or rollback.');
  if (wanted === 'report' || operation.kind !== 'deploy') return 'report';
  if (delivery.mode === 'pull-request') {
    throw wrongOnFailure(
      'on-failure is rollback, but mode is pull-request: the run ends with the proposal and sees no rollout.',
      'Remove on-failure, or set mode: commit.',
    );
  }
  if (rollout !== undefined) return wanted;
  throw wrongOnFailure(
    'on-failure is rollback, but the run does not follow the rollout.',
    'Set argocd-server, argocd-app and argocd-token, or follow: commit-status. A secret that does not exist is an empty string.',
  );
}

function wrongOnFailure(message: string, remedy: string): UserError {
  return new UserError('input-on-failure', message, remedy);
}

/** Reads what to follow. Without the input `follow`, it is Argo CD if its inputs are set. */
function readSource(): RolloutSource | undefined {
  const follow = optional('follow');
  const names = list('commit-status-context');
  if (follow !== undefined && !['argocd', 'commit-status', 'none'].includes(follow)) {
    throw wrongFollow(`The input follow is ${JSON.stringify(follow)}.`, 'Write argocd, commit-status or none.');
  }
  if (names !== undefined && follow !== 'commit-status') {
    throw wrongFollow('commit-status-context is set without follow: commit-status.', 'Set both, or neither.');
  }
  if (follow === 'none') return undefined;
  if (follow === 'commit-status') {
    if (names !== undefined) return { kind: 'commit-status', names };
    throw wrongFollow(
      'follow is commit-status, but commit-status-context is empty.',
      'Set commit-status-context to the name of the status that Argo CD Notifications or Flux writes on the GitOps commit.',
    );
  }
  const argocd = readArgoCd();
  if (argocd !== undefined) return { kind: 'argocd', argocd, mayEndSync: optional('on-failure') === 'rollback' };
  if (follow === undefined) return undefined;
  throw wrongFollow(
    'follow is argocd, but argocd-server, argocd-app and argocd-token are empty.',
    'Set the three inputs; a secret that does not exist is an empty string.',
  );
}

function wrongFollow(message: string, remedy: string): UserError {
  return new UserError('input-follow', message, remedy);
}

/** Reads the Airflow to check; `undefined` without the input. */
function readAirflow(): AirflowOptions | undefined {
  const server = optional('airflow-url');
  const [waitForTasks, smoke] = [readTaskWait(), readSmoke()];
  if (server === undefined) {
    if (waitForTasks === undefined && smoke === undefined) return undefined;
    throw new UserError(
      'airflow-inputs',
      `${waitForTasks === undefined ? 'smoke-dags' : 'wait-for-tasks'} is set without airflow-url.`,
      'Set airflow-url and an account, because the run asks Airflow; or remove wait-for-tasks and smoke-dags.',
    );
  }
  const url = readAddress(server);
  if (url === undefined) {
    throw new UserError(
      'airflow-url',
      `airflow-url is ${JSON.stringify(server)}.`,
      'Write the URL of Airflow’s API server with https:// and its sub-path, if it has one. Credentials are never sent without TLS.',
    );
  }
  return {
    api: { server: url, account: readAccount() },
    limitMs: minutes('airflow-timeout'),
    ...(waitForTasks === undefined ? {} : { waitForTasks }),
    ...(smoke === undefined ? {} : { smoke }),
  };
}

function readAccount(): AirflowOptions['api']['account'] {
  const username = optional('airflow-username');
  const hasPassword = optional('airflow-password') !== undefined;
  if (optional('airflow-token') !== undefined) return { token: secret('airflow-token') };
  if (username !== undefined && hasPassword) return { username, password: secret('airflow-password') };
  throw new UserError(
    'airflow-inputs',
    'airflow-url is set without an account.',
    'Set airflow-token, or airflow-username and airflow-password. A secret that does not exist is an empty string.',
  );
}

/**
 * Reads how the image is signed, and who must have signed one of another run.
 * @throws UserError `input-sign`, `signing-failed`, `input-attestation`, `input-trusted-root`
 */
export async function readSigningInputs(
  context: RunContext,
  { operation }: Pick<DeploymentRequest, 'operation'>,
): Promise<Pick<DeployOptions, 'sign' | 'requirement'>> {
  const [sign, requirement] = [await readSigning(context), await readRequirement(context)];
  const builds = operation.kind === 'deploy' || operation.kind === 'resume';
  if (requirement !== undefined && builds && sign?.mode !== 'required') {
    throw new UserError(
      'input-sign',
      'require-attestation is set without sign: required, so this run would deploy an image that it did not sign.',
      'Set sign: required too, or leave require-attestation empty.',
    );
  }
  return { ...(sign === undefined ? {} : { sign }), ...(requirement === undefined ? {} : { requirement }) };
}
