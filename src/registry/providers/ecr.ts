import type { ECRClient } from '@aws-sdk/client-ecr';
import { mask } from '../../http/redact.ts';
import type { ImageName } from '../../image-reference.ts';
import type { Credentials } from '../credentials.ts';
import { RegistryError } from '../errors.ts';
import type { Machine } from '../machine.ts';
import { classifyEcrError, type EcrCall } from './classify-ecr-error.ts';

/**
 * Hosts of all partitions, with FIPS and dual-stack; the domains are those of
 * https://github.com/awslabs/amazon-ecr-credential-helper/blob/main/ecr-login/api/client.go
 */
const ECR_HOST =
  /^(\d{12})\.dkr[.-]ecr(-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|on\.(?:aws|amazonwebservices\.(?:com\.cn|eu))|sc2s\.sgov\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)$/;

/** By default the SDK waits forever. With these limits it retries a call that timed out twice. */
const TIME_LIMITS = { connectionTimeout: 5_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/** The part of the machine's configuration that AWS's calls need. */
type AwsMachine = Pick<Machine, 'environment' | 'awsCredentials'>;

/** The parts of an Amazon ECR registry's host name. */
export interface EcrHost {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  readonly isFips: boolean;
}

/** Returns whether a registry, named by its host, is on Amazon ECR. */
export function isEcr(registry: string): boolean {
  return parseEcrHost(registry) !== undefined;
}

/** Reads the host name of an Amazon ECR registry; returns `undefined` for any other. */
export function parseEcrHost(registry: string): EcrHost | undefined {
  const [, account, fips, region] = ECR_HOST.exec(registry) ?? [];
  return account === undefined || region === undefined ? undefined : { account, region, isFips: fips !== undefined };
}

/**
 * Returns user name and password for an Amazon ECR registry, valid for 12 hours, from the AWS credentials of
 * the machine. Masks the password and the token. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
 * @throws RegistryError `aws-credentials`, `role-refused`, `ecr-denied`, `unavailable`
 */
export async function ecrCredentials(registry: string, machine: AwsMachine): Promise<Credentials> {
  const call = { operation: 'GetAuthorizationToken', resource: 'all resources (“*”)', registry, machine };
  const { authorizationData } = await callEcr(call, ({ GetAuthorizationTokenCommand }, client) =>
    client.send(new GetAuthorizationTokenCommand({})),
  );
  const token = authorizationData?.[0]?.authorizationToken ?? '';
  const [username = '', ...rest] = Buffer.from(token, 'base64').toString().split(':');
  const password = rest.join(':');
  if (password === '') {
    const failed = { service: 'Amazon ECR', request: 'GetAuthorizationToken' };
    throw new RegistryError('unavailable', 'Amazon ECR returned no authorization token', { call: failed });
  }
  mask(token);
  mask(password);
  return { username, password };
}

/**
 * Creates a repository with immutable tags and with scans on push; leaves an existing one as it is.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
 * @throws RegistryError `aws-credentials`, `role-refused`, `ecr-denied`, `unavailable`
 */
export async function createEcrRepository({ registry, repository }: ImageName, machine: AwsMachine): Promise<void> {
  const { region, account } = parseEcrHost(registry) ?? {};
  const resource = `arn:aws:ecr:${region}:${account}:repository/${repository}`;
  await callEcr({ operation: 'CreateRepository', resource, registry, machine }, async (sdk, client) => {
    const command = new sdk.CreateRepositoryCommand({
      repositoryName: repository,
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
    });
    await client.send(command).catch((error: unknown) => {
      if (!(error instanceof sdk.RepositoryAlreadyExistsException)) throw error;
    });
  });
}

type Sdk = typeof import('@aws-sdk/client-ecr');

/**
 * Calls Amazon ECR with the SDK. The package is imported here and not at the top, because it is a third of a bundle and
 * only registries on Amazon ECR need it.
 */
async function callEcr<T>(
  { machine: { environment: proxyEnv, awsCredentials }, ...call }: EcrCall & { readonly machine: AwsMachine },
  ask: (sdk: Sdk, client: ECRClient) => Promise<T>,
): Promise<T> {
  const { region = '', isFips = false } = parseEcrHost(call.registry) ?? {};
  const [sdk, credentials] = await Promise.all([import('@aws-sdk/client-ecr'), awsCredentials?.(region)]);
  const client = new sdk.ECRClient({
    region,
    ...(credentials === undefined ? {} : { credentials }),
    // The SDK creates its own agents, which ignore Node's proxy settings.
    requestHandler: { ...TIME_LIMITS, httpAgent: { proxyEnv }, httpsAgent: { proxyEnv } },
    ...(isFips ? { useFipsEndpoint: true } : {}),
  });
  try {
    return await ask(sdk, client);
  } catch (cause) {
    throw classifyEcrError(cause, call);
  } finally {
    client.destroy();
  }
}
