import type { Request } from '../http/message.ts';
import type { AccessKey, EcrAccount } from './account.ts';
import { EcrApiError } from './api-error.ts';
import { parseAuthorization, sign } from './signature.ts';

/**
 * Returns the key that signed a request with Signature Version 4.
 * @throws EcrApiError with AWS's common errors (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html)
 */
export async function authenticate(account: EcrAccount, request: Request): Promise<AccessKey> {
  const { headers } = request;
  if (headers.authorization === undefined) {
    throw new EcrApiError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const signed = parseAuthorization(headers.authorization);
  if (signed === undefined) {
    throw new EcrApiError('IncompleteSignatureException', 'Authorization header is not a Signature Version 4 of ecr.');
  }
  const key = account.accessKeys.get(signed.accessKeyId);
  if (key === undefined || key.sessionToken !== headers['x-amz-security-token']) {
    throw new EcrApiError('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  if (key.expiresAt !== undefined && key.expiresAt.getTime() <= Date.now()) {
    throw new EcrApiError('ExpiredTokenException', 'The security token included in the request is expired');
  }
  if (signed.region !== account.region) {
    const message = `Credential should be scoped to a valid region, not '${signed.region}'.`;
    throw new EcrApiError('InvalidSignatureException', message);
  }
  if (sign(key.secretAccessKey, signed, headers, await request.body()) !== signed.signature) {
    throw new EcrApiError(
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }
  return key;
}
