import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const SRC = resolve(import.meta.dirname, '../../src');

test('only an approved deployment and the steps that run alone make a permission to write', () => {
  const making = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && /permitWrites\(|as WritePermission/.test(readFileSync(join(SRC, file), 'utf8')),
  );
  expect(making.sort()).toEqual(['build/index.ts', 'gates/evaluate.ts', 'push/index.ts', 'write-permission.ts']);
});
