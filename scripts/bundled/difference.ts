import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Returns the files of `dist/` that differ from a fresh build: other bytes, missing, or extra. */
export function findDifferences(root: string): string[] {
  const fresh = mkdtempSync(join(tmpdir(), 'flux-airflow-dist-'));
  try {
    execFileSync(process.execPath, [join(root, 'scripts/bundle.ts'), fresh], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [committed, made] = [readTree(join(root, 'dist')), readTree(fresh)];
    const paths = new Set([...committed.keys(), ...made.keys()]);
    return [...paths].filter((path) => committed.get(path) !== made.get(path)).sort();
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function readTree(directory: string): Map<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [path.slice(directory.length + 1), readFileSync(path, 'base64')]));
}
