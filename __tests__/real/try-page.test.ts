/** The page of `flux-airflow try` on a phone and on a laptop, light and dark. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Browser, openBrowser } from '../../sandbox/programs/browser.ts';
import { runCli } from '../e2e/run-cli.ts';
import { writeTree } from '../unit/cli/file-tree.ts';
import { describeWith } from './parts/find-part.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PICTURES = join(ROOT, 'build-artefacts/pictures');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SCREENS = [1280, 390].flatMap((width) => (['light', 'dark'] as const).map((theme) => ({ width, theme })));

/** A repository with something in each section of the page: code before a RUN, a copied .git, and a long line. */
const FILES = {
  Dockerfile: `FROM apache/airflow:3.3.2\nCOPY dags /opt/airflow/dags\nRUN pip install ${'a-long-name '.repeat(20)}\nCOPY . .\n`,
  'dags/a.py': 'from airflow.sdk import dag\n',
  'values.yaml': 'images:\n  airflow:\n    repository: ghcr.io/team/airflow\n    tag: v1\n',
};

describeWith(['chromium'], 'the page of a try', ({ chromium = '' }) => {
  let browser: Browser;
  let file: string;
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    const directory = writeTree(FILES);
    file = join(writeTree({}), 'page.html');
    const { code, stderr } = await runCli(['try', '--repo', directory, '--out', file]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    browser = await openBrowser(chromium);
  });
  afterAll(() => browser?.close());

  test.each(SCREENS)(
    '$width pixels, $theme: nothing scrolls sideways, nothing is requested, and axe finds no violation',
    async ({ width, theme }) => {
      const { page, troubles } = await browser.open(file, async (opened) => {
        await opened.setViewport({ width, height: 900 });
        await opened.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
        await opened.setBypassCSP(true);
      });
      await page.screenshot({ path: join(PICTURES, `try-${width}-${theme}.png`) as `${string}.png`, fullPage: true });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      await page.evaluate(readFileSync(join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8'));
      const options = JSON.stringify({ runOnly: TAGS });
      const found = await page.evaluate(
        `axe.run(${options}).then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`,
      );
      expect(found).toEqual([]);
      expect(troubles).toEqual([]);
    },
  );
});
