import type { Request } from '../http/message.ts';
import type { AccessKey, EcrAccount } from './account.ts';
import { EcrApiError } from './api-error.ts';

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/\s]+)\/\d{8}\/([^/]+)\/ecr\/aws4_request, ?SignedHeaders=[a-z0-9;-]+, ?Signature=[0-9a-f]{64}$/;

/**
 * Whose request it is, by the access key of Signature Version 4; the signature itself is not computed again
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 * @throws EcrApiError
 */
export function authenticate(account: EcrAccount, { headers }: Request): AccessKey {
  if (headers.authorization === undefined) {
    throw new EcrApiError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const [, accessKeyId, region] = AUTHORIZATION.exec(headers.authorization) ?? [];
  if (accessKeyId === undefined) {
    throw new EcrApiError('IncompleteSignatureException', 'Authorization header is not a Signature Version 4 of ecr.');
  }
  const key = account.accessKeys.get(accessKeyId);
  if (key === undefined) {
    throw new EcrApiError('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  if (region !== account.region) {
    throw new EcrApiError(
      'InvalidSignatureException',
      `Credential should be scoped to a valid region, not '${region}'.`,
    );
  }
  return key;
}
