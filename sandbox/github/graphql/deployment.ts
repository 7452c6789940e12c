import type { Deployment } from '../repository.ts';

/** https://docs.github.com/graphql/reference/objects#deployment */
export function deploymentNode({ id, sha, task, environment, description, statuses }: Deployment): object {
  const latest = statuses.at(-1);
  return {
    __typename: 'Deployment',
    databaseId: id,
    commitOid: sha,
    task,
    environment,
    description,
    latestStatus: latest === undefined ? null : { state: latest.state.toUpperCase(), description: latest.description },
  };
}
