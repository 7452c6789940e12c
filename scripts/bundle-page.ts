/** Bundles what runs in the browser: the script and the style sheet of the deployments page. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = resolve(import.meta.dirname, '..');
const BROWSER = join(ROOT, 'src/deployments-page/browser');

/** Writes `page.js` and `page.css` into a folder. Returns their texts and the bundled files. */
export function bundlePage(folder: string): { script: string; style: string; files: string[] } {
  const { metafile } = buildSync({
    entryPoints: [join(BROWSER, 'page.ts'), join(BROWSER, 'page.css')],
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    logLevel: 'warning',
    metafile: true,
    absWorkingDir: ROOT,
  });
  const [script = '', style = ''] = ['page.js', 'page.css'].map((name) => readFileSync(join(folder, name), 'utf8'));
  return { script, style, files: Object.keys(metafile.inputs).map((path) => join(ROOT, path)) };
}
