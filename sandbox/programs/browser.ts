import { pathToFileURL } from 'node:url';
import { launch, type Page, type Browser as PuppeteerBrowser } from 'puppeteer-core';

/** Ends what hangs. A browser beside the other tests may take longer to start than the half minute of puppeteer. */
const LIMIT_MS = 120_000;

/** An open page with its problems: errors, requests and policy violations. */
export interface OpenPage {
  readonly page: Page;
  readonly troubles: readonly string[];
}

export interface Browser {
  /** Loads a page, returns the result of `script`, and saves a screenshot as PNG. */
  look<T>(html: string, script: string, picture: string): Promise<T>;
  /** Opens a file from disk, as a double-click does. */
  open(file: string, prepare?: (page: Page) => Promise<void>, query?: string): Promise<OpenPage>;
  close(): Promise<void>;
}

/** Starts a headless Chromium without network access: all requests of pages fail. */
export async function openBrowser(chromium: string): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--host-resolver-rules=MAP * ~NOTFOUND'];
  const browser = await launch({ executablePath: chromium, args, timeout: LIMIT_MS });
  return {
    async look<T>(html: string, script: string, picture: string) {
      const page = await newPage(browser);
      try {
        await page.setViewport({ width: 1400, height: 900, deviceScaleFactor: 1 });
        await page.setContent(html);
        const seen = (await page.evaluate(script)) as T;
        await page.screenshot({ path: picture as `${string}.png`, fullPage: true });
        return seen;
      } finally {
        await page.close();
      }
    },
    async open(file, prepare, query = '') {
      const page = await newPage(browser);
      const troubles: string[] = [];
      await page.setViewport({ width: 1400, height: 900, deviceScaleFactor: 1 });
      await prepare?.(page);
      const url = `${pathToFileURL(file).href}${query}`;
      await watch(page, url, (trouble) => troubles.push(trouble));
      await page.goto(url, { waitUntil: 'load' });
      return { page, troubles };
    },
    close: () => browser.close(),
  };
}

async function newPage(browser: PuppeteerBrowser): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(LIMIT_MS);
  return page;
}

async function watch(page: Page, url: string, report: (trouble: string) => void): Promise<void> {
  page.on('console', (message) => report(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => report(`error: ${error instanceof Error ? error.message : error}`));
  page.on('request', (request) => {
    if (request.url() !== url) report(`request: ${request.url()}`);
  });
  await page.exposeFunction('reportViolation', (directive: string) => report(`policy: ${directive}`));
  await page.evaluateOnNewDocument(`
    addEventListener('securitypolicyviolation', ({ effectiveDirective }) => reportViolation(effectiveDirective));
  `);
}
