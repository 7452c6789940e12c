import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'puppeteer-core';
import { bundlePage } from '../../scripts/bundle-page.ts';
import { type PageAssets, renderPage } from '../../src/deployments-page/render.ts';
import { type Browser, type OpenPage, openBrowser } from './parts/browser.ts';
import { describeWith } from './parts/find-part.ts';
import { type Sample, samplePage } from './parts/sample-page.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** Screenshots for people to look at; ignored by git. */
const PICTURES = join(ROOT, 'build-artefacts/pictures');
const SMALL: Sample = { deployments: 10, files: 2, days: 12 };
const LARGE: Sample = { deployments: 5_000, files: 20, days: 900 };

describeWith(['chromium'], 'the deployments page in a browser', ({ chromium = '' }) => {
  let browser: Browser;
  let folder: string;
  let assets: PageAssets;
  const opened: Page[] = [];

  beforeAll(async () => {
    await mkdir(PICTURES, { recursive: true });
    folder = await mkdtemp(join(tmpdir(), 'flux-airflow-page-'));
    assets = bundlePage(folder);
    browser = await openBrowser(chromium);
  }, 60_000);
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((page) => page.close()));
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(sample: Sample, prepare?: (page: Page) => Promise<void>): Promise<OpenPage> {
    const file = join(folder, `${sample.deployments}.html`);
    await writeFile(file, renderPage(samplePage(sample), assets));
    const made = await browser.open(file, prepare);
    opened.push(made.page);
    return made;
  }

  function picture(page: Page, name: string, fullPage = true) {
    return page.screenshot({ path: join(PICTURES, `${name}.png`) as `${string}.png`, fullPage });
  }

  const read = <T>(page: Page, script: string) => page.evaluate(script) as Promise<T>;
  const position = (page: Page) => read<string>(page, `document.querySelector('output').textContent`);
  const focused = (page: Page) => read<string>(page, `document.activeElement.textContent.trim()`);

  /** Presses Tab until the element has the focus. */
  async function tabTo(page: Page, isThere: string): Promise<void> {
    for (let step = 0; step < 200; step += 1) {
      if (await read<boolean>(page, `document.activeElement.matches(${JSON.stringify(isThere)})`)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`The keyboard does not reach ${isThere}.`);
  }

  async function openMs(sample: Sample): Promise<number> {
    const { page } = await open(sample);
    // The second frame starts after the first one, with everything that the script drew, was painted.
    const milliseconds = await read<number>(
      page,
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))',
    );
    opened.pop();
    await page.close();
    return milliseconds;
  }

  test('ten deployments: tables and plots are shown, without requests or policy violations', async () => {
    const { page, troubles } = await open(SMALL);
    await picture(page, 'deployments-10');
    expect(await position(page)).toBe('1–10 of 10');
    expect(await read(page, `document.querySelectorAll('canvas').length`)).toBe(2);
    expect(await read(page, `[...document.querySelectorAll('table')].map(({ caption }) => caption !== null)`)).toEqual(
      expect.arrayContaining([true]),
    );
    expect(await read(page, `document.querySelectorAll('table:not(:has(caption))').length`)).toBe(0);
    expect(troubles).toEqual([]);
  }, 60_000);

  test('5,000 deployments open in less than a second on an idle machine', async () => {
    // Takes the fastest of several runs and allows for the load: the rest depends on other processes.
    const limitMs = 1_000 * Math.min(3, Math.max(1, (loadavg()[0] ?? 0) / availableParallelism()));
    const times = [await openMs(LARGE)];
    while (times.length < 10 && Math.min(...times) >= 1_000) times.push(await openMs(LARGE));
    const { page, troubles } = await open(LARGE);
    await picture(page, 'deployments-5000');
    await picture(page, 'deployments-5000-top', false);
    console.log(`5,000 deployments open in ${times.map(Math.round).join(', ')} ms`);
    expect(Math.min(...times)).toBeLessThan(limitMs);
    expect(await position(page)).toBe('1–50 of 5000');
    expect(troubles).toEqual([]);
  }, 120_000);

  test('keyboard only: choose a values file, turn pages, sort, open the table of the plots', async () => {
    const { page, troubles } = await open(LARGE);
    await tabTo(page, '#file');
    await page.keyboard.press('ArrowDown');
    const all = await position(page);
    expect(all).toMatch(/^1–50 of [23]\d\d$/);
    expect(await read(page, `document.querySelectorAll('tr[data-file]:not([hidden])').length`)).toBe(2);
    await page.keyboard.press('Home');
    await tabTo(page, '.paging button:nth-child(3)');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    expect([await position(page), await focused(page)]).toEqual(['101–150 of 5000', 'Next']);
    const outline = await read<string>(page, 'getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).toBe('solid');
    await tabTo(page, '#history th:nth-child(7) button');
    await page.keyboard.press('Enter');
    expect(await read(page, `document.querySelector('[aria-sort]').textContent`)).toBe('Merge to commit');
    expect(await read(page, `document.querySelector('#history td:nth-child(7)').textContent`)).toMatch(/^1 h/);
    await page.keyboard.down('Shift');
    await tabTo(page, 'summary');
    await page.keyboard.up('Shift');
    await page.keyboard.press('Enter');
    expect(await read<number>(page, `document.querySelectorAll('details[open] tbody tr').length`)).toBeGreaterThan(100);
    expect(troubles).toEqual([]);
  }, 120_000);

  test('dark mode follows the system; the reader’s choice overrides it and is remembered', async () => {
    const dark = (page: Page) => page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    const { page, troubles } = await open(LARGE, dark);
    const background = () => read<string>(page, 'getComputedStyle(document.body).backgroundColor');
    await picture(page, 'deployments-dark');
    expect(await background()).toBe('rgb(13, 17, 23)');
    await tabTo(page, '#theme');
    await page.keyboard.press('ArrowDown');
    expect(await background()).toBe('rgb(255, 255, 255)');
    await page.reload();
    expect(await background()).toBe('rgb(255, 255, 255)');
    await page.select('#theme', '');
    expect(await background()).toBe('rgb(13, 17, 23)');
    expect(troubles).toEqual([]);
  }, 60_000);

  test('on a phone: wide elements scroll by themselves', async () => {
    const { page, troubles } = await open(SMALL, (each) =>
      each.setViewport({ width: 360, height: 740, isMobile: true }),
    );
    await picture(page, 'deployments-phone');
    expect(await read(page, 'document.documentElement.scrollWidth')).toBe(360);
    expect(await read(page, `document.querySelector('canvas').getBoundingClientRect().right <= 360`)).toBe(true);
    expect(troubles).toEqual([]);
  }, 60_000);

  test('axe finds no violation of WCAG 2.2 AA, light or dark', async () => {
    const axe = await readFile(join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8');
    for (const value of ['light', 'dark']) {
      const { page } = await open(SMALL, (each) =>
        each.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]),
      );
      await page.evaluate(axe);
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      const broken = await read(
        page,
        `axe.run({ runOnly: ${JSON.stringify(tags)} }).then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`,
      );
      expect(broken).toEqual([]);
    }
  }, 120_000);

  test('typed text is not interpreted as HTML, and the policy blocks foreign content', async () => {
    const reason =
      '</script><script>window.pwned = 1</script><img src=x onerror="window.pwned=1"><a href="javascript:1">';
    const { page, troubles } = await open({ deployments: 200, files: 3, days: 20, reason });
    expect(await read(page, 'document.querySelectorAll("script, img").length')).toBe(2);
    expect(await read(page, `document.querySelector('#running-title + div').textContent`)).toContain(reason);
    expect([await read(page, 'typeof window.pwned'), troubles]).toEqual(['undefined', []]);
    await read(
      page,
      `void document.body.append(Object.assign(document.createElement('img'), { src: 'https://example.com/x.png' }))`,
    );
    await page.evaluate(`new Promise((done) => setTimeout(done, 200))`);
    expect(troubles.join('\n')).toContain('policy: img-src');
  }, 60_000);
});
