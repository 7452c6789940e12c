import type { ValuesFile } from '../../../src/github/gitops/values-file.ts';
import type { CommitRequest } from '../../../src/gitops/request.ts';

export const RUN = 'https://github.example/run';

/** What is deployed in a test that is about something else. */
export const BUMP: Omit<CommitRequest, 'digest'> = {
  operation: { kind: 'deploy' },
  image: 'registry.example/airflow',
  commit: 'd'.repeat(40),
  tag: `version-${'d'.repeat(40)}`,
  tagPrefix: 'version-',
  sourceRepository: 'team/airflow',
  target: { repository: 'team/gitops', path: 'values.yaml' },
  tagKey: 'tag',
  repositoryKey: 'repository',
  digestKey: 'digest',
  pinDigest: false,
  edits: [],
  approvers: undefined,
  operators: [],
  allowStaleApproval: false,
  allowUnknownDeployed: false,
  actor: 'ada',
  runUrl: RUN,
  gateLog: new Map(),
  mode: 'commit',
  autoMerge: false,
  dryRun: false,
  timeLimitMs: 60_000,
};

/** A values file of that text at the head of `main`, with nothing beside it. */
export function valuesFile(text: string): ValuesFile {
  const nothing = { hold: undefined, headMessage: '', history: [], branchHistory: [], others: new Map(), readMs: 0 };
  return { branch: 'main', head: 'b'.repeat(40), text, ...nothing };
}

/** The name of a GraphQL operation, and whether it is a query or a mutation. */
export function operationOf(query: string): readonly [kind: string, name: string] {
  const [, kind = '', name = ''] = /(query|mutation)\s+(\w+)/.exec(query) ?? [];
  return [kind, name];
}
