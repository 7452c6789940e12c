import { getExecOutput } from '@actions/exec';
import { inheritedEnvironment } from './environment.ts';

export interface DockerOptions {
  /** Variables to set in addition to those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Keeps the command and its output out of the log. */
  readonly silent?: boolean;
}

export interface DockerResult {
  readonly stdout: string;
  readonly stderr: string;
  /** The last three lines of stderr, joined; `undefined` after success. */
  readonly failure: string | undefined;
}

/** Returns the command of the docker client and its environment, for a caller that talks to it while it runs. */
export function dockerClient(environment: Readonly<Record<string, string>> = {}): {
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
} {
  return { command: 'docker', environment: { ...inheritedEnvironment(), ...environment } };
}

/**
 * Runs the docker client without a shell, in the environment of this process plus `environment`. It has no timeout,
 * because a build may take hours; the job's timeout ends it.
 * @throws Error if docker is not installed
 */
export async function docker(
  args: readonly string[],
  { environment, silent = false }: DockerOptions = {},
): Promise<DockerResult> {
  const client = dockerClient(environment);
  const { exitCode, stdout, stderr } = await getExecOutput(client.command, [...args], {
    env: { ...client.environment },
    silent,
    ignoreReturnCode: true,
  });
  const failure = exitCode === 0 ? undefined : stderr.trim().split('\n').slice(-3).join(' ');
  return { stdout, stderr, failure };
}
