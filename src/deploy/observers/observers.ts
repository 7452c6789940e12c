import type { DeploymentRequest, Version } from '../../gitops/request.ts';
import type { RunContext } from '../../runner/run-context.ts';
import type { ObserverOptions, WholeDeployment } from '../options.ts';
import { GitHubDeployment } from './github-deployment.ts';
import type { DeploymentObserver } from './observer.ts';
import { PullRequestComment } from './pull-request-comment.ts';
import { RollbackChoices } from './rollback-options.ts';

/** Returns the observers of a deployment; none for a dry run. */
export function createObservers(
  { repository, runUrl }: RunContext,
  options: WholeDeployment,
  { comment, environment, githubToken, gitopsToken }: ObserverOptions,
): DeploymentObserver[] {
  const { request, build, rollout, rollbackPage, onFailure } = options;
  const { version, target, delivery, operation } = request;
  const { commit, tag, image } = version;
  if (delivery.dryRun) return [];
  const isAboutMerges = operation.kind === 'deploy' || operation.kind === 'resume';
  const shared = { repository, runUrl, tag, token: githubToken };
  return [
    new RollbackChoices({
      version,
      target,
      registry: build.registry,
      rollbackPage,
      onFailure,
      gitopsToken,
    }),
    ...(comment && isAboutMerges
      ? [new PullRequestComment({ ...shared, image, commits: commitsOf(request), isFollowed: rollout !== undefined })]
      : []),
    ...(environment === undefined
      ? []
      : [new GitHubDeployment({ ...shared, commit, environment, isFollowed: rollout !== undefined })]),
  ];
}

/** Returns the observers of a version that the action itself restores: GitHub's record only. */
export function createRestoredObservers(
  { repository, runUrl }: RunContext,
  { rollout }: Pick<WholeDeployment, 'rollout'>,
  { environment, githubToken: token }: ObserverOptions,
  { commit, tag }: Version,
): DeploymentObserver[] {
  const isFollowed = rollout !== undefined;
  return environment === undefined
    ? []
    : [new GitHubDeployment({ repository, runUrl, token, commit, tag, environment, isFollowed })];
}

/** Returns the commits of the push that started the run, or the one to deploy. */
function commitsOf({ run: { push }, version: { commit } }: DeploymentRequest): readonly string[] {
  return push?.after === commit && push.commits.length > 0 ? push.commits : [commit];
}
