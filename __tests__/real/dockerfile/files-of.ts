import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Files that the generated ignore patterns can match. */
const FILES = [
  ...['a', 'A', 'b/a.py', 'b/c', 'dags/a.py', 'dags/b/a.py', 'dags/b/c/a', 'DAGS/a', 'x/dags/a.py', 'ü.py', '*', '[a'],
  ...['a b', '#', '!a', '.py', 'a.py', 'c/a/b/a.py', '^', '(', 'a$', 'a+', '\\', '{a,b}', 'a\nb', '..a', ']', 'a|b'],
];

/** Writes these files into a folder. */
export function writeFiles(directory: string): void {
  for (const file of FILES) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), file);
  }
}
