import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FoundPath, findPath } from '../../scripts/fast-path/find-path.ts';

const PAGE = readFileSync(resolve(import.meta.dirname, '../../docs/how-to/my-dockerfile.md'), 'utf8');
const DAG = 'from airflow.sdk import dag\n';
const FILES: Readonly<Record<string, string>> = {
  ...{ 'dags/orders.py': DAG, 'src/sales/prices.py': '', 'README.md': '', 'pyproject.toml': '', 'poetry.lock': '' },
  ...{ 'requirements.txt': '', 'packages.txt': '', '.git/config': '', '.dockerignore': blocks(PAGE, 'text')[0] ?? '' },
};
/** Heading, path before and path after of each row of the page's table. */
const ROWS = [...PAGE.matchAll(/^\| \[([^\]]+)\]\([^)]+\)\s*\| (\w+)\s*\| (\w+)\s*\|$/gm)].map((row) => row.slice(1));

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'flux-airflow-page-'));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, block = '']) => block,
  );
}

/** Returns the paths of the Dockerfiles below a heading. */
async function pathsBelow(heading: string): Promise<FoundPath[]> {
  const section = PAGE.split(/^## /m).find((part) => part.replace("'", '’').startsWith(`${heading}\n`)) ?? '';
  const found: FoundPath[] = [];
  for (const text of blocks(section, 'dockerfile')) {
    writeFileSync(join(root, 'Dockerfile'), text);
    found.push(await findPath(join(root, 'Dockerfile'), root));
  }
  return found;
}

test('the page shows five styles', () => {
  expect(ROWS).toHaveLength(5);
});

test.each(ROWS)('%s: a changed DAG becomes a part of the %s before, and of the %s after', async (heading, ...paths) => {
  const found = await pathsBelow(heading ?? '');
  expect(found.map(({ path }) => path)).toEqual(paths);
  expect(found.map(({ reasons }) => reasons.length > 0)).toEqual([true, false]);
});

test('without .dockerignore, a copy of the whole context leaves out .git, as the page says', async () => {
  writeFileSync(join(root, '.dockerignore'), '');
  expect((await pathsBelow('Poetry')).map(({ path }) => path)).toEqual(['runtime', 'code']);
});
