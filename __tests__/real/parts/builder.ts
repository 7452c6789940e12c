import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type DockerEngine, startDockerEngine } from '../../../sandbox/programs/docker-engine.ts';
import { addBridge } from './bridge.ts';

/** Starts an engine that builds with buildx. Its containers have a network without outside access. */
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
