import type { Deployment, DeploymentStatus } from '../deployment.ts';
import { timestamp } from '../timestamp.ts';
import { connection, type PageArguments } from './connection.ts';

/** Returns https://docs.github.com/graphql/reference/objects#deployment */
export function deploymentNode({ id, sha, task, environment, description, createdAt, statuses }: Deployment): object {
  const latest = statuses.at(-1);
  return {
    __typename: 'Deployment',
    databaseId: id,
    commitOid: sha,
    task,
    environment,
    description,
    createdAt: timestamp(createdAt),
    latestStatus: latest === undefined ? null : statusNode(latest),
    statuses: (page: PageArguments) => connection(statuses.toReversed().map(statusNode), page),
  };
}

function statusNode({ state, description, logUrl, environmentUrl, createdAt }: DeploymentStatus): object {
  return {
    __typename: 'DeploymentStatus',
    state: state.toUpperCase(),
    description,
    logUrl: logUrl || null,
    environmentUrl: environmentUrl || null,
    createdAt: timestamp(createdAt),
  };
}
