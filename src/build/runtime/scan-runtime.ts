import { join } from 'node:path';
import type { LayerEntry } from '../../image/layer/file-tree.ts';
import { ROOT } from '../../image/layer/owner.ts';
import { assertNoSecrets } from '../../secrets/scan.ts';
import type { PlatformPlanOptions } from '../options.ts';
import type { Plan } from '../plan/plan.ts';

/**
 * Rejects secrets in the files that go into a runtime, unless they are allowed by name.
 * @throws UserError `secret-in-image`
 */
export async function rejectSecretsInRuntime(
  { key, context }: Plan,
  { allowSecrets = [], workspace }: PlatformPlanOptions,
): Promise<void> {
  const files = key.sources.flatMap((source) => context.walk(source)).filter(({ type }) => type === 'file');
  const entries = files.map(({ path, mode, size }): [string, LayerEntry] => [
    `/${path}`,
    { type: 'file', mode, ...ROOT, content: { path: join(context.root, path), size } },
  ]);
  await assertNoSecrets(entries, { root: workspace ?? context.root, allowed: allowSecrets });
}
