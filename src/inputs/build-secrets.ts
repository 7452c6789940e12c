import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { getInput } from '@actions/core';
import { UserError } from '../errors.ts';
import { mask } from '../http/redact.ts';
import { readVariable } from '../runner/environment.ts';
import { assignments } from '../runner/inputs.ts';

/** What RUN can mount with `--mount=type=secret,id=…` and `--mount=type=ssh`. */
export interface BuildSecrets {
  /** Secrets by their id. */
  readonly values: Readonly<Record<string, string>>;
  /** Files with secrets by their id; absolute paths. */
  readonly files: Readonly<Record<string, string>>;
  /** `default`, or `id=socket`, or `id=key,key`. */
  readonly ssh: readonly string[];
}

/** An entry per line; one in quotes may have several lines, with `""` for a quote. */
const ENTRY = /"((?:[^"]|"")*)"[ \t]*(?:\r?\n|$)|([^\n]*)(?:\n|$)/gy;
/** Shorter lines of a secret are common words, and masking them would hide the log. */
const SHORTEST_LINE = 8;

/**
 * Reads what the build may use but never store, in the formats of docker/build-push-action's `secrets`, `secret-envs`,
 * `secret-files` and `ssh`. Masks the values.
 * https://github.com/docker/build-push-action#inputs
 * @throws UserError `input-assignment`, `build-secret-missing`
 */
export function readBuildSecrets(workspace: string): BuildSecrets {
  const given = Object.fromEntries(entries('build-secrets').map((entry) => assignment('build-secrets', entry)));
  const fromEnvironment = map('build-secret-envs', readVariable);
  const files = map('build-secret-files', (path) => existing(resolve(workspace, path)));
  const values = { ...given, ...fromEnvironment };
  const contents = Object.values(files).map((path) => readFileSync(path, 'utf8'));
  for (const secret of [...Object.values(values), ...contents]) maskLines(secret);
  return { values, files, ssh: entries('ssh') };
}

function entries(name: string): string[] {
  const found = [...getInput(name).matchAll(ENTRY)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
  return found.map((entry) => entry.trim()).filter((entry) => entry !== '');
}

function assignment(name: string, entry: string): [string, string] {
  const equals = entry.indexOf('=');
  const id = entry.slice(0, Math.max(equals, 0));
  if (/^[\w.-]+$/.test(id)) return [id, entry.slice(equals + 1)];
  throw new UserError(
    'input-assignment',
    `An entry of the input ${name} does not begin with a name of letters, digits, “_”, “.” and “-”, and “=”.`,
    `Write one NAME=value pair per line in ${name}. Put a value of several lines in quotes: "NAME=…".`,
  );
}

function map(name: string, find: (value: string) => string | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(assignments(name)).map(([id, value]) => {
      const [checked] = assignment(name, `${id}=`);
      const found = find(value);
      if (found !== undefined) return [checked, found];
      throw new UserError(
        'build-secret-missing',
        `${value}, which the input ${name} names for the secret ${id}, does not exist.`,
        name === 'build-secret-envs'
          ? 'Set the variable under “env:” of this step.'
          : 'Create the file in a step before this one.',
      );
    }),
  );
}

function existing(path: string): string | undefined {
  try {
    readFileSync(path);
    return path;
  } catch {
    return undefined;
  }
}

function maskLines(secret: string): void {
  mask(secret.trim());
  for (const line of secret.split('\n')) if (line.trim().length >= SHORTEST_LINE) mask(line.trim());
}
