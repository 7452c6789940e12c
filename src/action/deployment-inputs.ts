import type { Clients, Wanted } from '../bump-values/judge.ts';
import { UserError } from '../errors.ts';
import { GitHub } from '../github/client.ts';
import { flag, list, optional, required, secret } from './inputs.ts';
import { type RunContext, readCommit } from './run-context.ts';

/** The inputs that say what goes where, and who may approve it. */
export function readWanted({ repository }: RunContext): Wanted {
  const branch = optional('gitops-branch');
  return {
    image: required('image'),
    commit: readCommit(),
    tagPrefix: optional('tag-prefix') ?? '',
    sourceRepository: repository,
    target: {
      repository: repositoryName('gitops-repository'),
      path: required('values-file').replace(/^\.?\//, ''),
      ...(branch === undefined ? {} : { branch }),
    },
    tagKey: required('tag-key'),
    repositoryKey: required('repository-key'),
    digestKey: required('digest-key'),
    approvers: list('approvers'),
    allowUnknownDeployed: flag('allow-unknown-deployed'),
  };
}

export function readClients(): Clients {
  return {
    source: new GitHub({ token: secret('github-token'), tokenName: 'github-token' }),
    gitops: new GitHub({ token: secret('gitops-token'), tokenName: 'gitops-token' }),
  };
}

function repositoryName(input: string): string {
  const name = required(input);
  if (/^[\w.-]+\/[\w.-]+$/.test(name)) return name;
  throw new UserError(
    'repository-name',
    `${JSON.stringify(name)} is not a repository.`,
    `Write owner/name in ${input}.`,
  );
}
