import { join } from 'node:path';
import type { LayerEntry } from '../image/layer/file-tree.ts';
import { ROOT } from '../image/layer/owner.ts';
import type { ImagePlanOptions } from './options.ts';
import type { Plan } from './plan.ts';

/**
 * Rejects secrets in the folders that go into a runtime. A file that is named by itself is meant to go there; a file that
 * comes with its folder may not be.
 * @throws UserError `secret-in-image`
 */
export async function rejectSecretsInRuntime(
  { key, context }: Plan,
  { allowSecrets = [] }: ImagePlanOptions,
): Promise<void> {
  const folders = key.sources.filter(({ type }) => type === 'directory');
  const files = folders.flatMap((folder) => context.walk(folder)).filter(({ type }) => type === 'file');
  const entries = files.map(({ path, mode, size }): [string, LayerEntry] => [
    `/${path}`,
    { type: 'file', mode, ...ROOT, content: { path: join(context.root, path), size } },
  ]);
  const { assertNoSecrets } = await import('../secrets/scan.ts');
  await assertNoSecrets(entries, { root: process.env.GITHUB_WORKSPACE ?? context.root, allowed: allowSecrets });
}
