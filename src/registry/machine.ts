import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the machine that this runs on says about images and registries, beside the inputs of the action. */
export interface Machine {
  /** A folder for what is large or secret for a while. */
  readonly temp: string;
  /** The folder of docker's own configuration. */
  readonly dockerConfig: string;
  /** The folder with the builders of buildx. */
  readonly buildxConfig: string;
  /** A JSON object from registry host to URL, which sends the calls elsewhere; empty: there is none. */
  readonly registryEndpoints: string;
  /** The variables for programs that are started; those that name the proxy are among them. */
  readonly environment: NodeJS.ProcessEnv;
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
