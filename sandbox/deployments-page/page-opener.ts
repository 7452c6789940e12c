import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from 'puppeteer-core';
import { bundlePage } from '../../scripts/bundle-page.ts';
import { renderPage } from '../../src/deployments-page/render.ts';
import { type OpenPage, openBrowser } from '../programs/browser.ts';
import { withAutomaticRollback } from './automatic-rollback.ts';
import { READ_AT, type Sample, samplePage } from './sample-page.ts';

/** Pictures of the pages, for people; git ignores them. */
const PICTURES = resolve(import.meta.dirname, '../../build-artefacts/pictures');

export interface View {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  readonly query?: string;
  /** Runs before the scripts of the page. */
  readonly script?: string;
}

/** Opens deployments pages in a browser, four minutes after their data was read. */
export interface PageOpener {
  open(sample: Sample, view?: View): Promise<OpenPage>;
  picture(page: Page, name: string, fullPage?: boolean): Promise<void>;
  closePages(): Promise<void>;
  close(): Promise<void>;
}

export async function startPageOpener(chromium: string): Promise<PageOpener> {
  await mkdir(PICTURES, { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), 'flux-airflow-page-'));
  const assets = bundlePage(folder);
  const browser = await openBrowser(chromium);
  const opened: Page[] = [];
  return {
    async open(sample, view = {}) {
      const file = join(folder, `${sample.deployments}.html`);
      const data = samplePage(sample);
      const shown = sample.isRolledBack === true ? withAutomaticRollback(data) : data;
      await writeFile(file, renderPage(shown, assets));
      const made = await browser.open(file, (page) => prepare(page, view), view.query);
      opened.push(made.page);
      return made;
    },
    async picture(page, name, fullPage = true) {
      await page.screenshot({ path: join(PICTURES, `${name}.png`) as `${string}.png`, fullPage });
    },
    async closePages() {
      await Promise.all(opened.splice(0).map((page) => page.close()));
    },
    async close() {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function prepare(page: Page, { width = 1400, height = 900, theme = 'light', script = '' }: View): Promise<void> {
  await page.setViewport({ width, height, isMobile: width < 500, deviceScaleFactor: 1 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
  await page.evaluateOnNewDocument(`{
    const ahead = ${READ_AT + 4 * 60_000} - Date.now();
    const now = Date.now.bind(Date);
    Date.now = () => now() + ahead;
    ${script}
  }`);
}
