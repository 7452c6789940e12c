import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AwsCredentialsProvider } from './providers/aws-credentials.ts';

/** The machine's own configuration of images and registries, in addition to the inputs of the action. */
export interface Machine {
  /** A folder for temporary files that are large or secret. */
  readonly temp: string;
  /** The folder of Docker's own configuration. */
  readonly dockerConfig: string;
  /** The folder with the builders of buildx. */
  readonly buildxConfig: string;
  /** A JSON object from registry host to the URL to call instead; empty if it is not set. */
  readonly registryEndpoints: string;
  /** The environment of the programs that the run starts; it includes the proxy variables. */
  readonly environment: NodeJS.ProcessEnv;
  /** The credentials of AWS to use instead of those in the environment. */
  readonly awsCredentials?: AwsCredentialsProvider;
}

const DOCKER = join(homedir(), '.docker');

/** A machine on which nothing is configured. */
export const PLAIN_MACHINE: Machine = {
  temp: tmpdir(),
  dockerConfig: DOCKER,
  buildxConfig: join(DOCKER, 'buildx'),
  registryEndpoints: '',
  environment: {},
};
