import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requirePart } from '../../scripts/parts/installed.ts';
import { freePorts } from '../http/free-ports.ts';
import { waitFor } from '../wait-for.ts';

const READY_LIMIT_MS = 10_000;

export interface Distribution {
  /** `127.0.0.1:port`, the first part of an image name. */
  readonly host: string;
  readonly url: string;
  close(): Promise<void>;
}

/** The part of each major version that is tested: Debian's, and the current one. */
export type DistributionPart = 'distribution' | 'distribution-3';

/** Starts the CNCF `distribution` registry on a free port of loopback, with its blobs in a temporary folder. */
export async function startDistribution(part: DistributionPart = 'distribution'): Promise<Distribution> {
  const directory = await mkdtemp(join(tmpdir(), 'flux-airflow-distribution-'));
  const [port] = await freePorts(1);
  const host = `127.0.0.1:${port}`;
  const config = {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: directory }, delete: { enabled: true } },
    http: { addr: host },
  };
  const file = join(directory, 'config.yml');
  await writeFile(file, JSON.stringify(config));
  const child = spawn(requirePart(part), ['serve', file], { stdio: 'ignore' });
  const closed = once(child, 'close').catch(() => undefined);
  const close = async () => {
    child.kill();
    await closed;
    await rm(directory, { recursive: true, force: true });
  };
  const failed = once(child, 'error').then(([cause]) => Promise.reject(cause));
  try {
    await Promise.race([failed, answers(`http://${host}/v2/`)]);
  } catch (error) {
    await close();
    throw error;
  }
  return { host, url: `http://${host}`, close };
}

async function answers(url: string): Promise<void> {
  const isReady = () =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  await waitFor(`an answer of the registry at ${url}`, isReady, { limitMs: READY_LIMIT_MS, everyMs: 50 });
}
