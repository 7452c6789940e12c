import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { startRegistry } from '../sandbox/registry/index.ts';
import { buildImage } from '../src/build/build.ts';
import { pushImage } from '../src/push/push.ts';
import type { Measurement } from './measure.ts';
import { buildOptions } from './parts/build-options.ts';
import { pushRuntime } from './parts/runtime.ts';
import { makeTeam } from './parts/team.ts';

const DAGS = 100;
const SIZE = { bytes: 10_000, files: 10 };

/** Counts the bytes sent to the registry for one changed DAG, against GNU tar and gzip of the code, plus config and manifest. */
export async function bytes(): Promise<Measurement[]> {
  const directory = await mkdtemp(join(tmpdir(), 'flux-airflow-bytes-'));
  const [registry, team] = await Promise.all([startRegistry({ directory }), makeTeam(DAGS)]);
  try {
    await pushRuntime(registry.host, team.directory, SIZE);
    const push = async () => {
      const options = buildOptions(registry.host, team.directory, await team.change());
      const built = await buildImage(options);
      await pushImage({ ...options, built });
      return built;
    };
    await push();
    const before = registry.service.calls.length;
    const { manifest, blobs } = await push();
    const ours = registry.service.calls.slice(before).reduce((sum, { requestBytes }) => sum + requestBytes, 0);
    const tar = execFileSync('tar', ['-C', team.directory, '--sort=name', '-cf', '-', 'dags'], { maxBuffer: 1 << 30 });
    const limit = gzipSync(tar).length + (blobs.at(-1)?.size ?? 0) + manifest.bytes.length;
    return [{ name: 'bytes', ours, theirs: null, limit, unit: 'bytes', runs: 1, goal: 'ours / limit ≤ 1.1' }];
  } finally {
    await Promise.all([registry.close(), team.remove()]);
    await rm(directory, { recursive: true, force: true });
  }
}
