import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');

function readTree(directory: string): Map<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [path.slice(directory.length + 1), readFileSync(path, 'base64')]));
}

test('dist/ is what the sources make, byte for byte, with no file more and none less', () => {
  const fresh = mkdtempSync(join(tmpdir(), 'flux-airflow-dist-'));
  try {
    execFileSync(process.execPath, [join(ROOT, 'scripts/bundle.ts'), fresh], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [committed, made] = [readTree(join(ROOT, 'dist')), readTree(fresh)];
    expect([...committed.keys()]).toEqual([...made.keys()]);
    expect([...made].filter(([path, content]) => committed.get(path) !== content).map(([path]) => path)).toEqual([]);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}, 180_000);
