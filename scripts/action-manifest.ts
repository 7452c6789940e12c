import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

const ROOT = resolve(import.meta.dirname, '..');

interface Input {
  readonly description: string;
  readonly required?: boolean;
  readonly default?: string;
}

interface Output {
  readonly description: string;
}

/** The parts of an `action.yml` that the reference shows. */
export interface Manifest {
  readonly description: string;
  readonly inputs: Readonly<Record<string, Input>>;
  readonly outputs: Readonly<Record<string, Output>>;
}

/** Reads an `action.yml` by its path in the repository. */
export function readManifest(path: string): Manifest {
  return parse(readFileSync(join(ROOT, path), 'utf8'));
}
