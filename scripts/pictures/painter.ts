import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { launch } from 'puppeteer-core';
import { renderMarkdown } from '../../cli/try/page/markdown.ts';
import { STYLE } from '../../cli/try/page/style.ts';

/** The width of a comment on GitHub, in CSS pixels. */
const WIDTH = 860;
/** Draws the blocks that GitHub draws with Mermaid, in its strict mode. */
const DRAW = `(async (theme) => {
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', theme: theme === 'dark' ? 'dark' : 'default' });
  for (const details of document.querySelectorAll('details:has(code.language-mermaid)')) {
    details.open = details === document.querySelector('details:has(code.language-mermaid)');
  }
  for (const [index, code] of [...document.querySelectorAll('code.language-mermaid')].entries()) {
    const { svg } = await mermaid.render('picture-' + index, code.textContent);
    code.parentElement.outerHTML = '<div class="picture">' + svg + '</div>';
  }
})`;

export interface Painter {
  /** Saves a picture of a comment or summary as WebP. */
  paint(markdown: string, theme: 'light' | 'dark', path: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts a browser that shows Markdown as a box of GitHub does. */
export async function startPainter(chromium: string): Promise<Painter> {
  const mermaid = await readFile(createRequire(import.meta.url).resolve('mermaid/dist/mermaid.min.js'), 'utf8');
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--host-resolver-rules=MAP * ~NOTFOUND'];
  const browser = await launch({ executablePath: chromium, args });
  return {
    async paint(markdown, theme, path) {
      const page = await browser.newPage();
      await page.setViewport({ width: WIDTH, height: 600, deviceScaleFactor: 2 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
      await page.setContent(pageOf(markdown));
      await page.evaluate(mermaid);
      await page.evaluate(`${DRAW}(${JSON.stringify(theme)})`);
      const box = await page.waitForSelector('.box');
      await box?.screenshot({ path: path as `${string}.webp`, type: 'webp', quality: 80 });
      await page.close();
    },
    close: () => browser.close(),
  };
}

function pageOf(markdown: string): string {
  const style = `${STYLE} body { padding: 0; } .box { margin: 0; } .picture { display: flex; justify-content: center; }`;
  return `<!doctype html><meta charset="utf-8"><style>${style}</style>
<div class="box"><div class="content markdown">${renderMarkdown(markdown).text}</div></div>`;
}
