import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package with at least one module in a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** An SPDX expression; empty if `package.json` has none. */
  readonly licence: string;
  readonly directory: string;
  /** The names of the bundles that contain it. */
  readonly bundles: readonly string[];
}

/** Returns the packages of the modules, sorted by name. `modules` maps each bundle to its files. */
export function findPackages(modules: ReadonlyMap<string, readonly string[]>): BundledPackage[] {
  const found = new Map<string, BundledPackage>();
  for (const [bundle, files] of modules) {
    for (const directory of new Set(files.map(packageDirectory))) {
      const held = readPackage(directory);
      const key = `${held.name}@${held.version}`;
      found.set(key, { ...held, bundles: [...new Set([...(found.get(key)?.bundles ?? []), bundle])] });
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, held]) => held);
}

/** A package's own folder, rather than a folder inside it that has a `package.json` to set the module type. */
const PACKAGE = /\/node_modules\/(?:@[^/]+\/)?[^/]+$/;

function packageDirectory(file: string): string {
  const isInstalled = file.includes('/node_modules/');
  for (let directory = dirname(file); directory !== dirname(directory); directory = dirname(directory)) {
    if (isInstalled ? PACKAGE.test(directory) : existsSync(join(directory, 'package.json'))) return directory;
  }
  throw new Error(`${file} does not belong to a package`);
}

function readPackage(directory: string): BundledPackage {
  const { name, version, description = '', license } = readJson(join(directory, 'package.json'));
  const licence = typeof license === 'string' ? license : '';
  return { name: String(name), version: String(version), description, licence, directory, bundles: [] };
}

function readJson(path: string): { name?: string; version?: string; description?: string; license?: unknown } {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}
