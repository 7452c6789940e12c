import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { checkout } from '../../sandbox/stage/checkout.ts';
import { startStage } from '../../sandbox/stage/stage.ts';

test('a checkout in a folder of the workspace gives the same image as one in the root', async () => {
  const stage = await startStage();
  try {
    const { image = '', 'registry-mirror': mirror = '' } = stage.deployInputs();
    const inputs = { image, 'registry-mirror': mirror };
    const folder = basename(await checkout(stage.source.directory, stage.first, stage.directory));
    const within = { context: folder, file: join(folder, 'Dockerfile') };
    const [root, nested] = [
      await stage.run(stage.first, { entry: 'build', inputs }),
      await stage.run(stage.first, { entry: 'build', workspace: stage.directory, inputs: { ...inputs, ...within } }),
    ];
    expect(nested).toHaveSucceeded({ titles: [] });
    expect(nested.outputs.digest).toMatch(/^sha256:/);
    expect(nested.outputs).toEqual(root.outputs);
  } finally {
    await stage.close();
  }
});
