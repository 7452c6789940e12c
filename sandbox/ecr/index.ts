import { Service } from '../http/service.ts';
import { type AccessKey, EcrAccount } from './account.ts';
import { operationName, serve } from './serve.ts';

export interface EcrAccountOptions {
  /** Twelve digits. */
  readonly accountId?: string;
  readonly region?: string;
  /** Names of repositories with movable tags; others by `createRepository`. */
  readonly repositories?: readonly string[];
  /** Without them one key that may do everything. */
  readonly accessKeys?: readonly AccessKey[];
}

export interface EcrApi {
  /** What `AWS_ENDPOINT_URL` is set to. */
  readonly url: string;
  /** The record of calls, each under its operation's name, and the faults on demand. */
  readonly service: Service;
  close(): Promise<void>;
}

/** A new account, which `startEcr` and `startRegistry` share. */
export function createEcrAccount(options: EcrAccountOptions = {}): EcrAccount {
  const { accountId = '123456789012', region = 'eu-west-1', repositories = [] } = options;
  const account = new EcrAccount(accountId, region);
  for (const key of options.accessKeys ?? [deployer(accountId)]) account.accessKeys.set(key.accessKeyId, key);
  for (const name of repositories) account.createRepository(name);
  return account;
}

/** Amazon ECR's API on loopback, in the AWS JSON protocol 1.1 that `@aws-sdk/client-ecr` speaks. */
export async function startEcr({ account, port }: { account: EcrAccount; port?: number }): Promise<EcrApi> {
  const service = await Service.start({
    name: 'ecr',
    routes: [
      {
        method: 'POST',
        path: '/',
        name: async (request) => operationName(request),
        handle: (request) => serve(account, request),
      },
    ],
    ...(port === undefined ? {} : { port }),
  });
  return { url: service.url, service, close: () => service.close() };
}

function deployer(accountId: string): AccessKey {
  return {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    arn: `arn:aws:iam::${accountId}:user/deployer`,
  };
}

export type { AccessKey, EcrAccount };
