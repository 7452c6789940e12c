import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { addBridge } from './bridge.ts';
import { type DockerEngine, startDockerEngine } from './docker-engine.ts';

/** An engine of its own that builds by buildx; what it runs has a network without a way out. */
export async function startBuilder(docker: string, buildx: string): Promise<DockerEngine> {
  const bridge = await addBridge();
  const engine = await startDockerEngine(docker, {}, bridge.name);
  const plugins = join(engine.environment.DOCKER_CONFIG, 'cli-plugins');
  await mkdir(plugins);
  await symlink(buildx, join(plugins, 'docker-buildx'));
  return {
    ...engine,
    async close() {
      await engine.close();
      await bridge.remove();
    },
  };
}
