import { pathToFileURL } from 'node:url';
import { launch, type Page } from 'puppeteer-core';

/** A page that is open, and what went wrong in it: errors, whatever it asked for, what its policy refused. */
export interface OpenPage {
  readonly page: Page;
  readonly troubles: readonly string[];
}

export interface Browser {
  /** Loads a page, gives what `script` evaluates to there once it is done, and keeps what the page looks like as a PNG. */
  look<T>(html: string, script: string, picture: string): Promise<T>;
  /** Opens a file as somebody who double-clicks it. */
  open(file: string, prepare?: (page: Page) => Promise<void>): Promise<OpenPage>;
  close(): Promise<void>;
}

/** A headless Chromium without a way out: whatever a page asks for from elsewhere fails. */
export async function openBrowser(chromium: string): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--host-resolver-rules=MAP * ~NOTFOUND'];
  const browser = await launch({ executablePath: chromium, args });
  return {
    async look<T>(html: string, script: string, picture: string) {
      const page = await browser.newPage();
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
    async open(file, prepare) {
      const page = await browser.newPage();
      const troubles: string[] = [];
      await page.setViewport({ width: 1400, height: 900, deviceScaleFactor: 1 });
      await prepare?.(page);
      const url = pathToFileURL(file).href;
      await watch(page, url, (trouble) => troubles.push(trouble));
      await page.goto(url, { waitUntil: 'load' });
      return { page, troubles };
    },
    close: () => browser.close(),
  };
}

async function watch(page: Page, url: string, tell: (trouble: string) => void): Promise<void> {
  page.on('console', (message) => tell(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => tell(`error: ${error instanceof Error ? error.message : error}`));
  page.on('request', (request) => {
    if (request.url() !== url) tell(`request: ${request.url()}`);
  });
  await page.exposeFunction('tellViolation', (directive: string) => tell(`policy: ${directive}`));
  await page.evaluateOnNewDocument(`
    addEventListener('securitypolicyviolation', ({ effectiveDirective }) => tellViolation(effectiveDirective));
  `);
}
