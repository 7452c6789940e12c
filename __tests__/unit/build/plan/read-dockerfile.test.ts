import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readDockerfile } from '../../../../src/build/plan/read-dockerfile.ts';
import { readIgnore } from '../../../../src/image/context/ignore.ts';

const LATIN_1 = Buffer.from('caf\u00e9\n', 'latin1');

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flux-airflow-dockerfile-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

// Decoding can turn two texts that are not UTF-8 into the same text, but Docker reads the bytes.
test('a Dockerfile or .dockerignore that is not UTF-8 is rejected', async () => {
  writeFileSync(join(root, 'Dockerfile'), LATIN_1);
  writeFileSync(join(root, '.dockerignore'), LATIN_1);
  await expect(readDockerfile(join(root, 'Dockerfile'))).rejects.toMatchObject({ code: 'dockerfile-invalid' });
  await expect(readIgnore(root, join(root, 'Dockerfile'))).rejects.toMatchObject({ code: 'dockerignore-pattern' });
});
