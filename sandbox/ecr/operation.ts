import type { AccessKey, EcrAccount, EcrRepository } from './account.ts';
import { EcrApiError } from './api-error.ts';
import { repositoryUnknownText } from './texts.ts';

/** Who calls, and on what. */
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
  if (value === undefined || value === '') {
    throw new EcrApiError(
      'InvalidParameterException',
      `Invalid parameter at '${name}' failed to satisfy constraint: 'Member must not be null'`,
    );
  }
  return value;
}
