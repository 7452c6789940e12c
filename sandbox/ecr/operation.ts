import type { AccessKey, EcrAccount, EcrRepository } from './account.ts';
import { EcrApiError } from './api-error.ts';
import { repositoryUnknownText } from './texts.ts';

/** The caller and the account that it calls. */
export interface Caller {
  readonly account: EcrAccount;
  readonly accessKey: AccessKey;
}

/** @throws EcrApiError RepositoryNotFoundException, InvalidParameterException */
export function repositoryOf({ account }: Caller, name: string | undefined): EcrRepository {
  const repository = account.repositories.get(requireParameter('repositoryName', name));
  if (repository === undefined) {
    throw new EcrApiError('RepositoryNotFoundException', repositoryUnknownText(account.accountId, name ?? ''));
  }
  return repository;
}

/** @throws EcrApiError InvalidParameterException */
export function requireParameter<T>(name: string, value: T | undefined): T {
  if (value === undefined || value === '') throw invalidParameter(name, 'Member must not be null');
  return value;
}

/** Requires 1 to 100 image identifiers. @throws EcrApiError InvalidParameterException */
export function requireMembers<T>(name: string, value: readonly T[] | undefined): readonly T[] {
  const members = requireParameter(name, value);
  if (members.length === 0) throw invalidParameter(name, 'Member must have length greater than or equal to 1');
  if (members.length > 100) throw invalidParameter(name, 'Member must have length less than or equal to 100');
  return members;
}

/** Returns the error for a parameter that AWS's model does not allow. */
export function invalidParameter(name: string, constraint: string): EcrApiError {
  return new EcrApiError(
    'InvalidParameterException',
    `Invalid parameter at '${name}' failed to satisfy constraint: '${constraint}'`,
  );
}
