/**
 * Says which path a DAG's change takes through other repositories' Dockerfiles:
 * `node scripts/fast-path/index.ts LIST`, where each line of LIST is a Dockerfile, a tab and its build context.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderTable } from '../table.ts';
import { findPath } from './find-path.ts';

const [list] = process.argv.slice(2);
if (list === undefined) throw new Error('usage: node scripts/fast-path/index.ts LIST');
const rows: string[][] = [];
for (const line of readFileSync(list, 'utf8').split('\n').filter(Boolean)) {
  const [file = '', context = ''] = line.split('\t');
  const { path, reasons } = await findPath(resolve(file), resolve(context));
  rows.push([file, path, reasons.join(' ')]);
}
console.log(renderTable(['Dockerfile', 'path', 'why'], rows).join('\n'));
