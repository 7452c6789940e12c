import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Returns the environment of this process for a program that it starts. */
export function inheritedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/**
 * Returns what the environment says about images and registries: docker's own variables, the runner's folder for
 * temporary files, and `FLUX_AIRFLOW_REGISTRY_ENDPOINTS`.
 */
export function readMachine() {
  const dockerConfig = process.env.DOCKER_CONFIG || join(homedir(), '.docker');
  return {
    temp: process.env.RUNNER_TEMP ?? tmpdir(),
    dockerConfig,
    buildxConfig: process.env.BUILDX_CONFIG ?? join(dockerConfig, 'buildx'),
    registryEndpoints: process.env.FLUX_AIRFLOW_REGISTRY_ENDPOINTS ?? '',
    environment: process.env,
  };
}
