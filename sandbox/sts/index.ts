import { randomBytes, randomUUID } from 'node:crypto';
import type { EcrAccount } from '../ecr/account.ts';
import type { Answer, Request } from '../http/message.ts';
import { Service } from '../http/service.ts';
import { type IdentityProvider, readToken } from './identity-provider.ts';

export interface TrustedRole {
  readonly arn: string;
  /** What the trust policy demands of the token. */
  readonly audience: string;
  readonly subject: string;
  /** The actions that the role may do. Default: all. */
  readonly allowed?: ReadonlySet<string>;
}

export interface StsOptions {
  /** The account whose Amazon ECR accepts the credentials. */
  readonly account: EcrAccount;
  /** The identity provider of the account, with its audiences; `undefined`: the account has none. */
  readonly provider?: IdentityProvider;
  readonly audiences?: readonly string[];
  readonly roles: readonly TrustedRole[];
}

class StsError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * Starts AWS STS on loopback with the operation AssumeRoleWithWebIdentity, in the AWS query protocol. Its credentials are
 * valid in the account.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export async function startSts(options: StsOptions) {
  const service = await Service.start({
    name: 'sts',
    routes: [
      {
        method: 'POST',
        path: '/',
        name: async (request) => (await readForm(request)).get('Action') ?? 'unknown',
        handle: (request) => answer(options, request),
      },
    ],
  });
  return { service, environment: { AWS_ENDPOINT_URL_STS: service.url }, close: () => service.close() };
}

async function readForm(request: Request): Promise<URLSearchParams> {
  return new URLSearchParams((await request.body()).toString());
}

async function answer(options: StsOptions, request: Request): Promise<Answer> {
  const form = await readForm(request);
  try {
    return xml(
      200,
      `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult>${assume(options, form)}</AssumeRoleWithWebIdentityResult>
  <ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>
</AssumeRoleWithWebIdentityResponse>`,
    );
  } catch (error) {
    if (!(error instanceof StsError)) throw error;
    const { status, code, message } = error;
    return xml(
      status,
      `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>
  <RequestId>${randomUUID()}</RequestId>
</ErrorResponse>`,
    );
  }
}

function xml(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': randomUUID() }, body };
}

/** Checks the token in AWS's order: the provider, the signature, the time, the audience, the trust policy. */
function assume(
  { account, provider, audiences = ['sts.amazonaws.com'], roles }: StsOptions,
  form: URLSearchParams,
): string {
  const token = form.get('WebIdentityToken') ?? '';
  const invalid = (message: string) => new StsError(400, 'InvalidIdentityToken', message);
  if (provider === undefined)
    throw invalid('No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com');
  const claims = readToken(token, provider.publicKey);
  if (claims === undefined) throw invalid('Couldn&apos;t retrieve verification key from your identity provider');
  if (claims.exp * 1000 <= Date.now())
    throw new StsError(400, 'ExpiredTokenException', 'Token expired: current date/time must be before the expiration');
  if (!audiences.includes(claims.aud)) throw invalid('Incorrect token audience');
  const role = roles.find(({ arn }) => arn === form.get('RoleArn'));
  if (role === undefined || role.audience !== claims.aud || role.subject !== claims.sub)
    throw new StsError(403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
  return credentialsOf(account, role, form);
}

function credentialsOf(account: EcrAccount, { arn, allowed }: TrustedRole, form: URLSearchParams): string {
  const seconds = Number(form.get('DurationSeconds') ?? 3600);
  const session = form.get('RoleSessionName') ?? '';
  const assumed = `${arn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${session}`;
  const key = {
    accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
    sessionToken: randomBytes(96).toString('base64'),
    expiresAt: new Date(Date.now() + seconds * 1000),
    arn: assumed,
    ...(allowed === undefined ? {} : { allowed }),
  };
  account.accessKeys.set(key.accessKeyId, key);
  return `<AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:${session}</AssumedRoleId><Arn>${assumed}</Arn></AssumedRoleUser>
    <Credentials>
      <AccessKeyId>${key.accessKeyId}</AccessKeyId>
      <SecretAccessKey>${key.secretAccessKey}</SecretAccessKey>
      <SessionToken>${key.sessionToken}</SessionToken>
      <Expiration>${key.expiresAt.toISOString()}</Expiration>
    </Credentials>
    <Provider>arn:aws:iam::${account.accountId}:oidc-provider/token.actions.githubusercontent.com</Provider>`;
}
