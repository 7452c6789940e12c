import type { GetAuthorizationTokenRequest, GetAuthorizationTokenResponse } from '@aws-sdk/client-ecr';
import type { Caller } from './operation.ts';

/** Serves https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html */
export function getAuthorizationToken(
  { account, accessKey }: Caller,
  _input: GetAuthorizationTokenRequest,
): GetAuthorizationTokenResponse {
  const { password, expiresAt } = account.issueToken(accessKey);
  const authorizationToken = Buffer.from(`AWS:${password}`).toString('base64');
  return { authorizationData: [{ authorizationToken, expiresAt, proxyEndpoint: `https://${account.registryHost}` }] };
}
