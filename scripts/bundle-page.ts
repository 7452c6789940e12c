/** Bundles what runs in the browser: the script and the style sheet of the deployments page. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const BROWSER = resolve(import.meta.dirname, '../src/deployments-page/browser');

/** Writes `page.js` and `page.css` into a folder, and gives their texts. */
export function bundlePage(folder: string): { script: string; style: string } {
  buildSync({
    entryPoints: [join(BROWSER, 'page.ts'), join(BROWSER, 'page.css')],
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'inline',
    logLevel: 'warning',
  });
  const [script = '', style = ''] = ['page.js', 'page.css'].map((name) => readFileSync(join(folder, name), 'utf8'));
  return { script, style };
}
