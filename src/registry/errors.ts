import { AdapterError, type FailedCall } from '../errors.ts';

/** Why a call to a registry failed, or the authentication for it. */
export type RegistryErrorKind =
  /** HTTP 401 or 403. */
  | 'denied'
  | 'repository-missing'
  /** HTTP 413: the registry or a proxy in front of it limits the size of a request. */
  | 'too-large'
  /** Any other refusal of the registry. */
  | 'rejected'
  /** No response, a broken one, or a transient status. */
  | 'unavailable'
  /** The address of the token service is not a URL. */
  | 'invalid-realm'
  /** The token service returned no token. */
  | 'token-denied'
  /** There are no AWS credentials. */
  | 'aws-credentials'
  /** AWS refused the role to the identity of this job. */
  | 'role-refused'
  /** IAM refused a call of Amazon ECR's API. */
  | 'ecr-denied'
  | 'invalid-docker-config'
  | 'credential-helper'
  | 'invalid-image-name'
  | 'invalid-endpoints';

export interface RegistryErrorOptions {
  readonly call?: FailedCall;
  readonly cause?: unknown;
  /** The IAM action that the role lacks. */
  readonly action?: string | undefined;
  /** The resource of that action: an ARN, or all. */
  readonly resource?: string;
}

/** The error that all of `registry/` throws; its message ends with the registry's own words. */
export class RegistryError extends AdapterError<RegistryErrorKind> {
  override readonly name = 'RegistryError';
  readonly action: string | undefined;
  readonly resource: string | undefined;

  constructor(kind: RegistryErrorKind, message: string, options: RegistryErrorOptions = {}) {
    super(kind, message, options);
    this.action = options.action;
    this.resource = options.resource;
  }
}
