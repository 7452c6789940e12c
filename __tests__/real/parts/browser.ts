import { launch } from 'puppeteer-core';

export interface Browser {
  /** Loads a page, gives what `script` evaluates to there once it is done, and keeps what the page looks like as a PNG. */
  look<T>(html: string, script: string, picture: string): Promise<T>;
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
    close: () => browser.close(),
  };
}
