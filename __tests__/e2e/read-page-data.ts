import { readFile } from 'node:fs/promises';
import type { PageData } from '../../src/deployments-page/data.ts';

/** Returns the data in a deployments page. @param file the output `page` */
export async function readPageData(file: string | undefined): Promise<PageData> {
  const page = await readFile(file ?? '', 'utf8');
  const [, json = ''] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page) ?? [];
  return JSON.parse(json);
}
