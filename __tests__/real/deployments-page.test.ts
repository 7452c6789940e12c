import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'puppeteer-core';
import { type PageOpener, startPageOpener } from '../../sandbox/deployments-page/page-opener.ts';
import type { Sample } from '../../sandbox/deployments-page/sample-page.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import { describeWith } from './parts/find-part.ts';

const SMALL: Sample = { deployments: 10, files: 2, days: 12 };
const LARGE: Sample = { deployments: 5_000, files: 20, days: 900 };

describeWith(['chromium'], 'the deployments page in a browser', ({ chromium = '' }) => {
  let pages: PageOpener;
  beforeAll(async () => {
    pages = await startPageOpener(chromium);
  });
  afterEach(() => pages.closePages());
  afterAll(() => pages?.close());

  const read = <T>(page: Page, script: string) => page.evaluate(script) as Promise<T>;
  const position = (page: Page) => read<string>(page, `document.querySelector('output').textContent`);
  const focused = (page: Page) => read<string>(page, `document.activeElement.textContent.trim()`);
  const rows = (page: Page) => read<number>(page, `document.querySelectorAll('#history tbody tr').length`);

  /** Presses Tab until the element has the focus, as users without a mouse do. */
  async function tabTo(page: Page, isThere: string): Promise<void> {
    for (let step = 0; step < 300; step += 1) {
      if (await read<boolean>(page, `document.activeElement.matches(${JSON.stringify(isThere)})`)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`The keyboard does not reach ${isThere}.`);
  }

  test('ten deployments: cards, charts and tables are shown, without requests or policy violations', async () => {
    const { page, troubles } = await pages.open(SMALL);
    await pages.picture(page, 'deployments-10');
    expect(await position(page)).toBe('1–10 of 10');
    expect(
      await read(page, `[...document.querySelectorAll('.card h3')].map(({ textContent }) => textContent)`),
    ).toEqual(['Elite', 'Flux']);
    expect(await read(page, `document.querySelectorAll('figure svg[role=img][aria-label]').length`)).toBe(3);
    expect(await read(page, `document.querySelectorAll('table:not(:has(caption))').length`)).toBe(0);
    expect(troubles).toEqual([]);
  });

  test.each(['light', 'dark'] as const)(
    'an automatic rollback, %s: the history says so on both deployments, and the card says what failed',
    async (theme) => {
      const { page, troubles } = await pages.open({ ...SMALL, isRolledBack: true }, { theme });
      await pages.picture(page, `deployments-rolled-back-${theme}`);
      const what = await read<string[]>(
        page,
        `[...document.querySelectorAll('#history td.what')].map(({ textContent }) => textContent)`,
      );
      expect(what.slice(0, 2)).toEqual([
        expect.stringMatching(/^↩ Rolled back automatically run.*exceeded quota · requested by on-failure: rollback$/),
        expect.stringMatching(/^✓ Deployed, failed and rolled back run.*failed: rollout-failed/),
      ]);
      const card = await read<string>(page, `document.querySelector('.card[data-file="0"]').textContent`);
      expect(card).toMatch(
        /^\s*Flux\s*‖ Held[\s\S]*Held by on-failure: rollback 24 minutes ago: version-fffffff failed[\s\S]*Rolled back automatically 24 minutes ago to /,
      );
      expect(troubles).toEqual([]);
    },
  );

  test('5,000 deployments: the history has pages, the charts have the chosen weeks', async () => {
    const { page, troubles } = await pages.open(LARGE);
    await pages.picture(page, 'deployments-5000');
    expect([await position(page), await rows(page)]).toEqual(['1–50 of 5000', 50]);
    const weeks = () => read<number>(page, `document.querySelector('figure').querySelectorAll('.hints rect').length`);
    expect(await weeks()).toBe(26);
    await page.select('#weeks', '');
    expect(await weeks()).toBe(129);
    expect(troubles).toEqual([]);
  });

  test('the search finds events by team, title and person, and says how many there are', async () => {
    const { page, troubles } = await pages.open(LARGE);
    await page.type('input[type=search]', '@LINUS orders');
    const found = await position(page);
    expect(found).toMatch(/^1–50 of \d{2,3}$/);
    const texts = await read<string[]>(
      page,
      `[...document.querySelectorAll('#history tbody tr')].map((row) => row.textContent)`,
    );
    for (const text of texts) expect(text).toMatch(/orders.*@linus/);
    await page.type('input[type=search]', ' nothing has this');
    expect([await position(page), await rows(page)]).toEqual(['nothing found', 0]);
    await page.select('#file', '3');
    await page.$eval('input[type=search]', (field) => field.select());
    await page.keyboard.type('failed');
    expect(await read(page, `document.querySelector('#history .title').textContent`)).toBe('Team');
    const teams = await read<string[]>(
      page,
      `[...document.querySelectorAll('#history td.title')].map((cell) => cell.textContent)`,
    );
    expect(new Set(teams)).toEqual(new Set(['Delta']));
    expect(troubles).toEqual([]);
  });

  test('keyboard only: choose a team, turn pages, sort, open the table of the charts', async () => {
    const { page, troubles } = await pages.open(LARGE);
    await tabTo(page, '#file');
    await page.keyboard.press('ArrowDown');
    expect(await position(page)).toMatch(/^1–50 of [23]\d\d$/);
    expect(await read(page, `document.querySelectorAll('[data-file]:not([hidden])').length`)).toBe(2);
    expect(await read(page, `document.querySelectorAll('.board:not([hidden])').length`)).toBe(1);
    await page.keyboard.press('Home');
    await tabTo(page, '.paging button:nth-of-type(3)');
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
    expect(await read<number>(page, `document.querySelectorAll('details[open] tbody tr').length`)).toBe(26);
    expect(troubles).toEqual([]);
  });

  test('dark mode follows the system; the reader’s choice overrides it and is remembered', async () => {
    const { page, troubles } = await pages.open(LARGE, { theme: 'dark' });
    const background = () => read<string>(page, 'getComputedStyle(document.body).backgroundColor');
    expect(await background()).toBe('rgb(13, 17, 23)');
    await tabTo(page, '#theme');
    await page.keyboard.press('ArrowDown');
    expect(await background()).toBe('rgb(255, 255, 255)');
    await page.reload();
    expect(await background()).toBe('rgb(255, 255, 255)');
    await page.select('#theme', '');
    expect(await background()).toBe('rgb(13, 17, 23)');
    expect(troubles).toEqual([]);
  });

  test('typed text is not interpreted as HTML, and the policy blocks foreign content', async () => {
    const reason =
      '</script><script>window.pwned = 1</script><img src=x onerror="window.pwned=1"><a href="javascript:1">';
    const { page, troubles } = await pages.open({ deployments: 200, files: 3, days: 20, reason });
    expect(await read(page, 'document.querySelectorAll("script, img").length')).toBe(2);
    expect(await read(page, `document.querySelector('#attention').textContent`)).toContain(reason);
    expect(await read(page, `document.querySelector('#history').textContent`)).toContain(reason);
    expect([await read(page, 'typeof window.pwned'), troubles]).toEqual(['undefined', []]);
    await read(
      page,
      `void document.body.append(Object.assign(document.createElement('img'), { src: 'https://example.com/x.png' }))`,
    );
    await waitFor('the report of the policy', () => troubles.join('\n').includes('policy: img-src'));
  });
});
