import { Service } from '../http/service.ts';
import { type AccessKey, EcrAccount } from './account.ts';
import { operationName, serve } from './serve.ts';

export interface EcrAccountOptions {
  /** Twelve digits. */
  readonly accountId?: string;
  readonly region?: string;
  /** Names of repositories with mutable tags; create others with `createRepository`. */
  readonly repositories?: readonly string[];
  /** Default: one key with all rights. */
  readonly accessKeys?: readonly AccessKey[];
}

export interface EcrApi {
  /** The value for `AWS_ENDPOINT_URL`. */
  readonly url: string;
  /** The record of calls, each under its operation's name, and the faults. */
  readonly service: Service;
  close(): Promise<void>;
}

/** Creates an account for `startEcr` and `startRegistry` to share. */
export function createEcrAccount(options: EcrAccountOptions = {}): EcrAccount {
  const { accountId = '123456789012', region = 'eu-west-1', repositories = [] } = options;
  const account = new EcrAccount(accountId, region);
  for (const key of options.accessKeys ?? [deployer(accountId)]) account.accessKeys.set(key.accessKeyId, key);
  for (const name of repositories) account.createRepository(name);
  return account;
}

/** Starts Amazon ECR's API on loopback, in the AWS JSON protocol 1.1 of `@aws-sdk/client-ecr`. */
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
