import { UserError } from '../errors.ts';
import { required } from '../runner/inputs.ts';

/**
 * Returns the input with the name of a repository, `owner/name`.
 * @throws UserError `input-missing`, `repository-name`
 */
export function repositoryName(input: string): string {
  const name = required(input);
  if (/^[\w.-]+\/[\w.-]+$/.test(name)) return name;
  const [, host] = /^(?:https?:\/\/(?:[^/@]*@)?|ssh:\/\/(?:[^/@]*@)?|git@)([\w.-]+)/.exec(name) ?? [];
  if (host !== undefined) {
    throw new UserError(
      'repository-name',
      `The input ${input} is the address of a repository on ${host}.`,
      `Write owner/name in ${input}: the action commits through the API of the GitHub that runs it, so a GitOps repository on another host cannot be used.`,
    );
  }
  throw new UserError(
    'repository-name',
    `The input ${input} is ${JSON.stringify(name)}, which is not a repository.`,
    `Write owner/name in ${input}.`,
  );
}
