import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { renderReference } from '../../scripts/docs.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'sandbox/README.md'].concat(
  readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
);

test('the reference of inputs and outputs is what the action.yml files say', () => {
  expect(readFileSync(join(ROOT, 'docs/reference/inputs-and-outputs.md'), 'utf8')).toBe(renderReference());
});

test('every link inside the repository leads to something', () => {
  const dead = PAGES.flatMap((page) => {
    const text = readFileSync(join(ROOT, page), 'utf8').replace(/```.*?```/gs, '');
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target.split('#')[0] ?? '');
    const inside = targets.filter((target) => target !== '' && !/^[a-z]+:/.test(target));
    return inside
      .filter((target) => !existsSync(resolve(ROOT, dirname(page), target)))
      .map((target) => `${page} → ${target}`);
  });
  expect(dead).toEqual([]);
});
