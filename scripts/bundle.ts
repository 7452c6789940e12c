/** Bundles every entry point of `src/` into a folder of its own under `dist/` (or the folder given): `node scripts/bundle.ts [DIR]`. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { minifySync } from '@swc/core';
import { bundlePage } from './bundle-page.ts';

const root = resolve(import.meta.dirname, '..');
function node(script: string, ...args: string[]): void {
  execFileSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** ncc leaves all but the first file as they are, and it takes longer to read them than to run what is needed of them. */
function minifyChunks(directory: string): void {
  for (const name of readdirSync(directory).filter((file) => file.endsWith('.index.js'))) {
    const path = join(directory, name);
    const options = { module: true, compress: true, mangle: true, ecma: 2022, sourceMap: false } as const;
    writeFileSync(path, minifySync(readFileSync(path, 'utf8'), options).code);
  }
}

/** Bundles one compiled entry point, with all that it imports, into a folder. */
export function bundle(entry: string, directory: string): void {
  node('@vercel/ncc/dist/ncc/cli.js', 'build', entry, '--out', directory, '--minify', '--no-cache', '--quiet');
  minifyChunks(directory);
}

/** What Python leaves behind is none. */
function isSource(path: string): boolean {
  return !path.includes('__pycache__');
}

if (import.meta.main) {
  const target = resolve(process.argv[2] ?? join(root, 'dist'));
  const entries = readdirSync(join(root, 'src')).filter((name) => existsSync(join(root, 'src', name, 'index.ts')));
  /** Always the same, for the numbers of the bundled modules depend on their paths. */
  const compiled = join(root, 'build');
  try {
    node('typescript/bin/tsc', '--project', 'tsconfig.bundle.json', '--outDir', compiled);
    rmSync(target, { recursive: true, force: true });
    for (const entry of entries) bundle(join(compiled, entry, 'index.js'), join(target, entry));
    cpSync(join(root, 'src/airflow/loader'), join(target, 'check/loader'), { recursive: true, filter: isSource });
    bundlePage(join(target, 'status/page'));
  } finally {
    rmSync(compiled, { recursive: true, force: true });
  }
}
