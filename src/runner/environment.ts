import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Returns the environment of this process for a child process. */
export function inheritedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/**
 * Returns the settings of this machine for images and registries: docker's variables, the runner's temporary folder
 * and `FLUX_AIRFLOW_REGISTRY_ENDPOINTS`.
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

/** Returns one variable of this process, for an input that names it. */
export function readVariable(name: string): string | undefined {
  return process.env[name];
}

/** Returns whether this job can use GitHub's cache. */
export function hasGitHubCache(): boolean {
  return Boolean(process.env.ACTIONS_RESULTS_URL || process.env.ACTIONS_CACHE_URL);
}

/** Returns the services of a Sigstore of one's own, from the variables of the step. */
export function readSigstoreUrls(): { readonly fulcio?: string; readonly rekor?: string; readonly tsa?: string } {
  const { SIGSTORE_FULCIO_URL: fulcio, SIGSTORE_REKOR_URL: rekor, SIGSTORE_TSA_URL: tsa } = process.env;
  return { ...(fulcio && { fulcio }), ...(rekor && { rekor }), ...(tsa && { tsa }) };
}
