import { putImage } from '../../../sandbox/runtime/put-image.ts';
import { IMAGE, type Stage } from '../../../sandbox/stage/stage.ts';
import { openRegistry } from '../../../src/registry/client.ts';
import { parseImageName } from '../../../src/registry/image-name.ts';

/** Pushes an image without layers for a commit, for tests that do not check the image. */
export async function putEmptyImage(stage: Stage, commit: string): Promise<void> {
  const registry = openRegistry({
    image: { registry: stage.registry.host, repository: parseImageName(IMAGE).repository },
    credentials: { username: 'AWS', password: stage.pullPassword() },
  });
  await putImage(registry, `version-${commit}`, [], () => ({
    architecture: 'amd64',
    os: 'linux',
    config: { Labels: { commit } },
    rootfs: { type: 'layers', diff_ids: [] },
  }));
}
