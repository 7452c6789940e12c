import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { bundle } from '../../scripts/bundle.ts';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');
/** Inside `node_modules`, where the bundler finds the packages. */
const CACHE = join(ROOT, 'node_modules/.cache');

export interface Bundle {
  readonly file: string;
  remove(): Promise<void>;
}

/** Bundles a file of `bench/entries` in the same way as `dist/`. */
export async function bundleEntry(name: string): Promise<Bundle> {
  await mkdir(CACHE, { recursive: true });
  const directory = await mkdtemp(join(CACHE, 'bench-'));
  const config = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { rootDir: ROOT, outDir: join(directory, 'js'), typeRoots: [join(ROOT, 'node_modules/@types')] },
    include: [],
    files: [join(ROOT, 'bench/entries', `${name}.ts`)],
  };
  await writeFile(join(directory, 'tsconfig.json'), JSON.stringify(config));
  await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '--project', directory]);
  await bundle(join(directory, 'js/bench/entries', `${name}.js`), join(directory, 'out'));
  return { file: join(directory, 'out/index.js'), remove: () => rm(directory, { recursive: true, force: true }) };
}
