import { getExecOutput } from '@actions/exec';
import { inheritedEnvironment } from './environment.ts';

export interface DockerOptions {
  /** Variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Keeps the command and its output out of the log. */
  readonly silent?: boolean;
}

export interface DockerResult {
  readonly stdout: string;
  readonly stderr: string;
  /** The end of what docker wrote about an error, in one line; `undefined` after success. */
  readonly failure: string | undefined;
}

/**
 * Runs docker's client, without a shell, in the environment of this process and what is given. A build may take hours,
 * so only the job's own time limit ends it.
 * @throws Error if there is no docker on this machine
 */
export async function docker(
  args: readonly string[],
  { environment = {}, silent = false }: DockerOptions = {},
): Promise<DockerResult> {
  const env = { ...inheritedEnvironment(), ...environment };
  const { exitCode, stdout, stderr } = await getExecOutput('docker', [...args], {
    env,
    silent,
    ignoreReturnCode: true,
  });
  const failure = exitCode === 0 ? undefined : stderr.trim().split('\n').slice(-3).join(' ');
  return { stdout, stderr, failure };
}
