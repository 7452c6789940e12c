/** The deployments page on each screen: a phone, a tablet, a laptop, a wall. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'puppeteer-core';
import { type PageOpener, startPageOpener } from '../../sandbox/deployments-page/page-opener.ts';
import type { Sample } from '../../sandbox/deployments-page/sample-page.ts';
import { describeWith } from './parts/find-part.ts';

const AXE = resolve(import.meta.dirname, '../../node_modules/axe-core/axe.min.js');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SAMPLE: Sample = { deployments: 60, files: 8, days: 90 };
const WIDTHS = [360, 768, 1440, 3840];
const SCREENS = WIDTHS.flatMap((width) => (['light', 'dark'] as const).map((theme) => ({ width, theme })));

describeWith(['chromium'], 'the deployments page on each screen', ({ chromium = '' }) => {
  let pages: PageOpener;
  let axe: string;
  beforeAll(async () => {
    pages = await startPageOpener(chromium);
    axe = await readFile(AXE, 'utf8');
  });
  afterEach(() => pages.closePages());
  afterAll(() => pages?.close());

  const read = <T>(page: Page, script: string) => page.evaluate(script) as Promise<T>;

  async function violations(page: Page): Promise<unknown> {
    await page.evaluate(axe);
    return read(
      page,
      `axe.run({ runOnly: ${JSON.stringify(TAGS)} }).then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`,
    );
  }

  test.each(SCREENS)(
    '$width pixels, $theme: nothing scrolls sideways, and axe finds no violation of WCAG 2.2 AA',
    async ({ width, theme }) => {
      const { page, troubles } = await pages.open(SAMPLE, { width, theme });
      await pages.picture(page, `deployments-${width}-${theme}`);
      expect(await read(page, 'document.documentElement.scrollWidth')).toBe(width);
      await read(page, `void (document.querySelector('details').open = true)`);
      expect(await violations(page)).toEqual([]);
      expect(troubles).toEqual([]);
    },
  );

  test('on a phone, the first screen has the team and its state, and each row of a table is a card', async () => {
    const { page } = await pages.open(SAMPLE, { width: 360, height: 740 });
    const right = `({ right, bottom }) => right <= 360 && bottom <= 740`;
    const first = `[...document.querySelectorAll('.card')].slice(0, 2).flatMap((card) => [card.querySelector('h3'), card.querySelector('.state')])`;
    expect(await read(page, `${first}.map((part) => part.getBoundingClientRect()).every(${right})`)).toBe(true);
    const regions = await read<number[][]>(
      page,
      `[...document.querySelectorAll('.scroll')].map(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth])`,
    );
    for (const [content = 0, room = 0] of regions) expect(content).toBeLessThanOrEqual(room);
    const label = `getComputedStyle(document.querySelector('#history td.when'), '::before').content`;
    expect(await read(page, label)).toBe('"When"');
    const roles = `[...new Set([...document.querySelectorAll('#history :is(table, tr, td)')].map((each) => each.getAttribute('role')))]`;
    expect(await read(page, roles)).toEqual(['table', 'row', 'cell']);
  });

  test('a wide screen is used in its whole width', async () => {
    const { page } = await pages.open(SAMPLE, { width: 3840, height: 2160 });
    const rights = await read<number[]>(
      page,
      `['#attention', '#charts', '#history .scroll'].map((part) => document.querySelector(part).getBoundingClientRect().right)`,
    );
    for (const right of rights) expect(right).toBeGreaterThan(3840 - 80);
  });

  test('a wall shows teams, numbers and charts without scrolling, and larger', async () => {
    const wall = { width: 1920, height: 1080, query: '?wall' };
    const { page, troubles } = await pages.open({ ...SAMPLE, deployments: 5_000, files: 20, days: 900 }, wall);
    await pages.picture(page, 'deployments-wall', false);
    const bottoms = await read<number[]>(
      page,
      `['.teams', '.trends'].map((part) => document.querySelector(part).getBoundingClientRect().bottom)`,
    );
    for (const bottom of bottoms) expect(bottom).toBeLessThanOrEqual(1080);
    const seen = `['#history', '#file', '#attention', '#charts'].map((part) => document.querySelector(part).checkVisibility())`;
    expect(await read(page, seen)).toEqual([false, false, true, true]);
    const size = await read<string>(page, 'getComputedStyle(document.body).fontSize');
    expect(Number.parseFloat(size)).toBeGreaterThan(17);
    expect(await violations(page)).toEqual([]);
    expect(troubles).toEqual([]);
  });

  test('a wall reloads itself every five minutes, or as its address says, and not without a network', async () => {
    const script = `
      globalThis.timers = new Map();
      globalThis.setInterval = (work, milliseconds) => timers.set(milliseconds, work);
      sessionStorage.loads = Number(sessionStorage.loads ?? 0) + 1;
    `;
    const { page } = await pages.open(SAMPLE, { query: '?wall', script });
    const loads = () => read<string>(page, 'sessionStorage.loads');
    expect(await read(page, '[...timers.keys()]')).toEqual([300_000, 60_000]);
    await page.setOfflineMode(true);
    await page.waitForFunction('!navigator.onLine', { polling: 100 });
    await read(page, 'void timers.get(300_000)()');
    await page.setOfflineMode(false);
    await page.waitForFunction('navigator.onLine', { polling: 100 });
    expect(await loads()).toBe('1');
    const reloaded = page.waitForNavigation();
    await read(page, 'void setTimeout(timers.get(300_000))');
    await reloaded;
    expect(await loads()).toBe('2');
    const other = await pages.open(SAMPLE, { query: '?wall=15', script });
    expect(await read(other.page, '[...timers.keys()]')).toEqual([900_000, 60_000]);
  });

  test('wall mode has a way in and out, and no timer outside of it', async () => {
    const { page } = await pages.open(SAMPLE, {
      script: 'globalThis.setInterval = (_, milliseconds) => { globalThis.last = milliseconds; };',
    });
    expect(await read(page, '[globalThis.last, "wall" in document.documentElement.dataset]')).toEqual([60_000, false]);
    await Promise.all([page.waitForNavigation(), page.click('#wall')]);
    expect(await read(page, '[location.search, "wall" in document.documentElement.dataset]')).toEqual(['?wall', true]);
    await Promise.all([page.waitForNavigation(), page.click('#wall')]);
    expect(await read(page, '[location.search, "wall" in document.documentElement.dataset]')).toEqual(['', false]);
  });

  test('times are in words, with the exact time on hover; old data is marked', async () => {
    const { page } = await pages.open(SAMPLE);
    const time = `(({ textContent, title }) => [textContent, title])(document.querySelector('header time'))`;
    expect(await read(page, time)).toEqual(['4 minutes ago', '2026-11-20 12:00 UTC']);
    expect(await read(page, `document.documentElement.matches('.stale')`)).toBe(false);
    const late = await pages.open(SAMPLE, {
      script: 'const earlier = Date.now; Date.now = () => earlier() + 4 * 3_600_000;',
    });
    expect(await read(late.page, time)).toEqual(['4 hours ago', '2026-11-20 12:00 UTC']);
    expect(await read(late.page, `document.documentElement.matches('.stale')`)).toBe(true);
  });
});
