/**
 * Draws the README's pictures into `docs/images/`, light and dark: the comment of `check`, the comment and the summary of
 * a deployment, and the deployments page. `npm run pictures`; it needs the real parts `airflow` and `chromium`.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startPageOpener } from '../../sandbox/deployments-page/page-opener.ts';
import { requirePart } from '../parts/installed.ts';
import { startPainter } from './painter.ts';
import { playDeployment } from './play.ts';

const IMAGES = resolve(import.meta.dirname, '../../docs/images');
const THEMES = ['light', 'dark'] as const;

await mkdir(IMAGES, { recursive: true });
const chromium = requirePart('chromium');
const texts = await playDeployment(requirePart('airflow'));
const painter = await startPainter(chromium);
const pages = await startPageOpener(chromium);
try {
  for (const theme of THEMES) {
    for (const [name, text] of Object.entries(texts)) {
      await painter.paint(text, theme, join(IMAGES, `${name}-${theme}.webp`));
    }
    const { page } = await pages.open({ deployments: 60, files: 6, days: 60 }, { theme, width: 1200, height: 760 });
    await page.screenshot({ path: join(IMAGES, `deployments-page-${theme}.webp`), type: 'webp', quality: 80 });
  }
} finally {
  await Promise.all([painter.close(), pages.close()]);
}
