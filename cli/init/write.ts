import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What became of each file. */
export interface Written {
  readonly added: readonly string[];
  readonly same: readonly string[];
  /** Files with another content. Without `force`, they keep it, and nothing at all is written. */
  readonly different: readonly string[];
}

/** Writes files that are missing. If one has another content, writes nothing, unless `force` overwrites it. */
export function writeFiles(directory: string, files: Readonly<Record<string, string>>, force: boolean): Written {
  const now = Object.keys(files).map((path) => [path, readIfExists(join(directory, path))] as const);
  const pick = (test: (path: string, text: string | undefined) => boolean) =>
    now.filter(([path, text]) => test(path, text)).map(([path]) => path);
  const added = pick((_, text) => text === undefined);
  const same = pick((path, text) => text === files[path]);
  const different = pick((path, text) => text !== undefined && text !== files[path]);
  const written = force ? [...added, ...different] : different.length > 0 ? [] : added;
  for (const path of written) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), files[path] ?? '');
  }
  return { added, same, different };
}

/** Returns the difference between a file and its new content, as git shows it. */
export function showDifference(directory: string, path: string, text: string): string {
  const temp = mkdtempSync(join(tmpdir(), 'flux-airflow-init-'));
  try {
    const next = join(temp, 'new');
    writeFileSync(next, text);
    const args = ['diff', '--no-index', '--no-color', '--unified=1', '--', join(directory, path), next];
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    const { stdout } = error as { readonly stdout?: string };
    const lines = String(stdout ?? '').split('\n');
    return [
      `--- ${path} (now)`,
      `+++ ${path} (new)`,
      ...lines.slice(lines.findIndex((line) => line.startsWith('@@'))),
    ].join('\n');
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

function readIfExists(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
