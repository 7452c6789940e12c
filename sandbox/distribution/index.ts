import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requirePart } from '../../scripts/parts/installed.ts';
import { freePorts } from '../http/free-ports.ts';
import { waitFor } from '../wait-for.ts';

const READY_LIMIT_MS = 60_000;

export interface Distribution {
  /** `127.0.0.1:port`, the first part of an image name. */
  readonly host: string;
  readonly url: string;
  /** Kills the registry and starts it again, with the same port and storage. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The real registries: Debian's `distribution`, its current major version, and the one of go-containerregistry. */
export type DistributionPart = 'distribution' | 'distribution-3' | 'crane';

/**
 * Starts a real registry on a free port of loopback: by default the CNCF `distribution`.
 * @param storage the folder for its blobs; by default a temporary one
 */
export async function startDistribution(
  part: DistributionPart = 'distribution',
  storage?: string,
): Promise<Distribution> {
  const directory = await mkdtemp(join(tmpdir(), 'flux-airflow-distribution-'));
  const [port] = await freePorts(1);
  const host = `127.0.0.1:${port}`;
  const args = await argumentsOf(part, host, directory, storage ?? directory);
  let child = await run(part, args, host);
  const stop = async (signal: NodeJS.Signals) => {
    const closed = once(child, 'close');
    if (child.exitCode === null && child.signalCode === null && child.kill(signal)) await closed;
  };
  return {
    host,
    url: `http://${host}`,
    async restart() {
      await stop('SIGKILL');
      child = await run(part, args, host);
    },
    async close() {
      await stop('SIGTERM');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function argumentsOf(
  part: DistributionPart,
  host: string,
  directory: string,
  storage: string,
): Promise<readonly string[]> {
  if (part === 'crane') return ['registry', 'serve', '--address', host, '--disk', storage];
  const config = {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: storage }, delete: { enabled: true } },
    http: { addr: host },
  };
  const file = join(directory, 'config.yml');
  await writeFile(file, JSON.stringify(config));
  return ['serve', file];
}

async function run(part: DistributionPart, args: readonly string[], host: string): Promise<ChildProcess> {
  const child = spawn(requirePart(part), args, { stdio: 'ignore' });
  const failed = once(child, 'error').then(([cause]) => Promise.reject(cause));
  try {
    await Promise.race([failed, answers(`http://${host}/v2/`)]);
  } catch (error) {
    child.kill();
    throw error;
  }
  return child;
}

async function answers(url: string): Promise<void> {
  const isReady = () =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  await waitFor(`an answer of the registry at ${url}`, isReady, { limitMs: READY_LIMIT_MS, everyMs: 50 });
}
