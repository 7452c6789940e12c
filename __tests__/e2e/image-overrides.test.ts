import { expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { TEAM_VALUES } from '../../sandbox/stage/values.ts';

test('warns at the line of an override that keeps workers on another image', async () => {
  const held = '    worker_container_tag: version-old\n';
  const values = TEAM_VALUES.replace('config:\n', `config:\n  kubernetes_executor:\n${held}`);
  const stage = await startStage({ values });
  try {
    const result = await stage.run(await mergeDag(stage, 'orders'));
    expect(result).toHaveDeployed();
    expect(result.annotations).toEqual([
      {
        level: 'warning',
        title: 'other image still referenced',
        file: VALUES_FILE,
        line: values.split(held)[0]?.split('\n').length,
        message: expect.stringContaining("worker_container_tag is version-old: the Kubernetes executor's workers stay"),
      },
    ]);
  } finally {
    await stage.close();
  }
});
