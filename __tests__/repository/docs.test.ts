import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { COMMAND_PAGE, renderCommands } from '../../scripts/command-reference.ts';
import { renderReference } from '../../scripts/docs.ts';
import { type Page, ROOT, readAnchors, readPages, readTargets } from './markdown.ts';

const pages = readPages();
const anchors = new Map(pages.map((page) => [page.path, readAnchors(page)]));

test('the reference of inputs and outputs matches the action.yml files (npm run docs)', () => {
  expect(readFileSync(join(ROOT, 'docs/reference/inputs-and-outputs.md'), 'utf8')).toBe(renderReference());
});

test('the reference of the command line matches the program’s help (npm run docs)', () => {
  expect(readFileSync(COMMAND_PAGE, 'utf8')).toBe(renderCommands());
});

test('every link inside the repository has a target, including its heading', () => {
  const targets = pages.flatMap((page) => readTargets(page).map((target) => ({ page, target })));
  expect(targets.length).toBeGreaterThan(100);
  const inside = targets.filter(({ target }) => !/^[a-z]+:/.test(target));
  expect(inside.filter(({ page, target }) => !leads(page, target)).map(name)).toEqual([]);
});

test('every page of the documentation can be reached from docs/README.md', () => {
  const index = pages.find(({ path }) => path === 'docs/README.md');
  const linked = new Set(index === undefined ? [] : readTargets(index).map((target) => join('docs', target)));
  const pagesOfDocs = pages
    .map(({ path }) => path)
    .filter((path) => path.startsWith('docs/') && path !== 'docs/README.md');
  expect(pagesOfDocs.filter((path) => !linked.has(path) && !path.startsWith('docs/adr/'))).toEqual([]);
});

function leads({ path }: Page, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const found = file === '' ? path : relative(ROOT, resolve(ROOT, dirname(path), file));
  if (!existsSync(join(ROOT, found))) return false;
  return anchor === undefined || !found.endsWith('.md') || anchors.get(found)?.has(anchor) === true;
}

function name({ page, target }: { page: Page; target: string }): string {
  return `${page.path} → ${target}`;
}
