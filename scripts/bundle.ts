/** Bundles every entry point of `src/` into a folder of its own under `dist/` (or the folder given): `node scripts/bundle.ts [DIR]`. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { minifySync } from '@swc/core';
import { bundlePage } from './bundle-page.ts';
import { renderLicences } from './bundled/licences.ts';
import { findPackages } from './bundled/packages.ts';
import { renderSbom } from './bundled/sbom.ts';
import { wrapModules } from './bundled/wrap-modules.ts';

const root = resolve(import.meta.dirname, '..');
/** Always the same, for the numbers of the bundled modules depend on their paths. */
const compiled = join(root, 'build');

interface Module {
  /** The file; none for what Node has built in. */
  readonly nameForCondition?: string | null;
  /** The parts of the bundle that hold it; none where all of it was found to be unused. */
  readonly chunks: readonly number[];
  /** Those that were joined into one. */
  readonly modules?: readonly Module[];
}

function node(script: string, ...args: string[]): void {
  execFileSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/**
 * It takes longer to read the files of a bundle than to run what is needed of them. ncc leaves all but the first one
 * as they are.
 */
function hasten(directory: string): void {
  for (const name of readdirSync(directory).filter((file) => file.endsWith('index.js'))) {
    const path = join(directory, name);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, wrapModules(name === 'index.js' ? text : minify(text)));
  }
}

function minify(text: string): string {
  return minifySync(text, { module: true, compress: true, mangle: true, ecma: 2022, sourceMap: false }).code;
}

/** Bundles one compiled entry point, with all that it imports, into a folder. Gives the files that went in. */
export function bundle(entry: string, directory: string): string[] {
  const notes = mkdtempSync(join(tmpdir(), 'flux-airflow-bundle-'));
  const stats = join(notes, 'stats.json');
  try {
    const options = ['--minify', '--no-cache', '--quiet', '--stats-out', stats];
    node('@vercel/ncc/dist/ncc/cli.js', 'build', entry, '--out', directory, ...options);
    hasten(directory);
    const modules: readonly Module[] = JSON.parse(readFileSync(stats, 'utf8')).modules;
    return filesOf(modules.filter(({ chunks }) => chunks.length > 0));
  } finally {
    rmSync(notes, { recursive: true, force: true });
  }
}

function filesOf(modules: readonly Module[]): string[] {
  return modules.flatMap(({ nameForCondition, modules: joined = [] }) => [
    ...(typeof nameForCondition === 'string' ? [nameForCondition] : []),
    ...filesOf(joined),
  ]);
}

/** What Python leaves behind is none. */
function isSource(path: string): boolean {
  return !path.includes('__pycache__');
}

/** Tells beside the bundles which packages of others are in them, and by which licences. */
function writeNotices(target: string, files: ReadonlyMap<string, readonly string[]>): void {
  const packages = findPackages(files).filter(({ directory }) => directory !== root);
  writeFileSync(join(target, 'THIRD-PARTY-LICENSES.txt'), renderLicences(packages));
  writeFileSync(join(target, 'sbom.cdx.json'), renderSbom(packages));
}

function bundleAll(target: string): void {
  const entries = readdirSync(join(root, 'src')).filter((name) => existsSync(join(root, 'src', name, 'index.ts')));
  try {
    node('typescript/bin/tsc', '--project', 'tsconfig.bundle.json', '--outDir', compiled);
    rmSync(target, { recursive: true, force: true });
    const files = new Map(
      entries.map((entry) => [entry, bundle(join(compiled, entry, 'index.js'), join(target, entry))]),
    );
    cpSync(join(root, 'src/airflow/loader'), join(target, 'check/loader'), { recursive: true, filter: isSource });
    const page = bundlePage(join(target, 'status/page'));
    writeNotices(target, files.set('status', [...(files.get('status') ?? []), ...page.files]));
  } finally {
    rmSync(compiled, { recursive: true, force: true });
  }
}

if (import.meta.main) bundleAll(resolve(process.argv[2] ?? join(root, 'dist')));
