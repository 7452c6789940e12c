import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { info } from '@actions/core';
import { type PageAssets, renderPage } from '../../deployments-page/render.ts';
import { plural } from '../../plural.ts';
import { annotate } from '../../runner/annotate.ts';
import { setOutputs } from '../../runner/outputs.ts';
import { readRunContext } from '../../runner/run-context.ts';
import { type PageOptions, readPage } from './read-page.ts';

/** `scripts/bundle.ts` writes them next to the bundle. */
const ASSETS = join(import.meta.dirname, 'page');

/** Writes the deployments page to a file, and warns about facts that it could not read. */
export async function writePage(options: Omit<PageOptions, 'serverUrl'>, file: string): Promise<void> {
  const data = await readPage({ ...options, serverUrl: readRunContext().serverUrl });
  for (const sentence of data.warnings) annotate('warning', 'deployments page', sentence);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, renderPage(data, await readAssets(ASSETS)));
  setOutputs({ page: file });
  info(`${file} shows ${plural(data.events.length, 'event')} of ${plural(data.files.length, 'values file')}.`);
}

async function readAssets(folder: string): Promise<PageAssets> {
  const [script, style] = await Promise.all(
    ['page.js', 'page.css'].map((name) => readFile(join(folder, name), 'utf8')),
  );
  return { script: script ?? '', style: style ?? '' };
}
