/** Bundles each entry point of `src/` into a folder below `dist/`, or below DIR: `node scripts/bundle.ts [DIR]`. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ncc, { type Module } from '@vercel/ncc';
import { transformSync } from 'esbuild';
import { bundlePage } from './bundle-page.ts';
import { renderLicences } from './bundled/licences.ts';
import { findPackages } from './bundled/packages.ts';
import { renderSbom } from './bundled/sbom.ts';

const root = resolve(import.meta.dirname, '..');
/** A fixed path, because the ids of the bundled modules depend on their paths. */
const compiled = join(root, 'build');

function compile(): void {
  const script = join(root, 'node_modules/typescript/bin/tsc');
  const args = ['--project', 'tsconfig.bundle.json', '--outDir', compiled];
  execFileSync(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

/**
 * Bundles one compiled entry point with ncc, into a folder, and minifies all its files with esbuild. Returns the bundled
 * files. `ncc --minify` leaves out the packages that are imported dynamically, and its result takes 40 ms longer to load.
 */
export async function bundle(entry: string, directory: string): Promise<string[]> {
  const { code, assets, stats } = await ncc(entry, { minify: false, cache: false, quiet: true });
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'index.js'), minify(code));
  for (const [name, { source }] of Object.entries(assets))
    writeFileSync(join(directory, name), name.endsWith('.js') ? minify(String(source)) : source);
  return filesOf(stats.toJson().modules.filter(({ chunks }) => chunks.length > 0));
}

function minify(code: string): string {
  return transformSync(code, { minify: true }).code;
}

function filesOf(modules: readonly Module[]): string[] {
  return modules.flatMap(({ nameForCondition, modules: joined = [] }) => [
    ...(typeof nameForCondition === 'string' ? [nameForCondition] : []),
    ...filesOf(joined),
  ]);
}

/** Excludes Python's bytecode caches. */
function isSource(path: string): boolean {
  return !path.includes('__pycache__');
}

/** Writes the licences and the SBOM of the bundled third-party packages beside the bundles. */
function writeNotices(target: string, files: ReadonlyMap<string, readonly string[]>): void {
  const packages = findPackages(files).filter(({ directory }) => directory !== root);
  writeFileSync(join(target, 'THIRD-PARTY-LICENSES.txt'), renderLicences(packages));
  writeFileSync(join(target, 'sbom.cdx.json'), renderSbom(packages));
}

async function bundleAll(target: string): Promise<void> {
  const entries = readdirSync(join(root, 'src')).filter((name) => existsSync(join(root, 'src', name, 'index.ts')));
  try {
    compile();
    rmSync(target, { recursive: true, force: true });
    const files = new Map<string, readonly string[]>();
    for (const entry of entries) files.set(entry, await bundle(join(compiled, entry, 'index.js'), join(target, entry)));
    cpSync(join(root, 'src/airflow/loader'), join(target, 'check/loader'), { recursive: true, filter: isSource });
    const page = bundlePage(join(target, 'status/page'));
    writeNotices(target, files.set('status', [...(files.get('status') ?? []), ...page.files]));
  } finally {
    rmSync(compiled, { recursive: true, force: true });
  }
}

if (import.meta.main) await bundleAll(resolve(process.argv[2] ?? join(root, 'dist')));
