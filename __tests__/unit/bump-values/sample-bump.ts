import type { ValuesFile } from '../../../src/github/gitops/values-file.ts';
import type { DeploymentRequest } from '../../../src/gitops/request.ts';

export const RUN = 'https://github.example/run';

/** A request for tests that are about something else. */
export const REQUEST: DeploymentRequest = {
  operation: { kind: 'deploy' },
  version: {
    sourceRepository: 'team/airflow',
    commit: 'd'.repeat(40),
    image: 'registry.example/airflow',
    tagPrefix: 'version-',
    tag: `version-${'d'.repeat(40)}`,
  },
  target: {
    location: { repository: 'team/gitops', path: 'values.yaml' },
    tagKey: 'tag',
    repositoryKey: 'repository',
    digestKey: 'digest',
    pinDigest: false,
    baseFiles: [],
    edits: [],
  },
  approval: { approvers: undefined, operators: [], allowStaleApproval: false },
  allowUnknownDeployed: false,
  delivery: { mode: 'commit', autoMerge: false, dryRun: false, timeLimitMs: 60_000 },
  run: { url: RUN, actor: 'ada' },
};

/** A values file of this text at the head of `main`, without other files. */
export function valuesFile(text: string): ValuesFile {
  const nothing = { hold: undefined, headMessage: '', history: [], branchHistory: [], others: new Map(), readMs: 0 };
  return { branch: 'main', head: 'b'.repeat(40), text, ...nothing };
}

/** The name of a GraphQL operation, and whether it is a query or a mutation. */
export function operationOf(query: string): readonly [kind: string, name: string] {
  const [, kind = '', name = ''] = /(query|mutation)\s+(\w+)/.exec(query) ?? [];
  return [kind, name];
}
