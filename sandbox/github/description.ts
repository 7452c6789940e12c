import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One operation of the description: the schema of each response. */
export interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

/** path → method → operation */
export type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

const MODULES = join(import.meta.dirname, '../../node_modules');
const DESCRIPTION = join(MODULES, '@octokit/openapi/generated/api.github.com.deref.json');
const VERSION: string = JSON.parse(readFileSync(join(MODULES, '@octokit/openapi/package.json'), 'utf8')).version;
const CACHE = join(MODULES, `.cache/flux-airflow/openapi-schemas-${VERSION}.json`);

/** Reads the operations of the description, without 70 MB of examples and prose; cached for each version of the package. */
export function readPaths(): Paths {
  if (existsSync(CACHE)) return JSON.parse(readFileSync(CACHE, 'utf8'));
  const { paths } = JSON.parse(readFileSync(DESCRIPTION, 'utf8')) as { paths: Paths };
  const wanted = Object.entries(paths).filter(([path]) =>
    /^\/(repos|orgs|users|user|rate_limit|app|installation)\b/.test(path),
  );
  const kept = wanted.map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, { responses }]) => [method, { responses: slim(responses) }]),
    ),
  ]);
  keep(JSON.stringify(Object.fromEntries(kept)));
  return Object.fromEntries(kept);
}

/** Writes the cache with a rename, so that another process reads all of it or nothing. */
function keep(text: string): void {
  const written = `${CACHE}.${process.pid}`;
  mkdirSync(dirname(CACHE), { recursive: true });
  writeFileSync(written, text);
  renameSync(written, CACHE);
}

/**
 * Removes examples and prose. Turns `nullable`, which JSON schema allows only beside a type, into a choice of null, and
 * `oneOf` into `anyOf`, because its choices overlap: one error can match two of them.
 */
function slim(responses: Operation['responses']): Operation['responses'] {
  return JSON.parse(JSON.stringify(responses, (key, value) => (isProse(key, value) ? undefined : choices(value))));
}

function isProse(key: string, value: unknown): boolean {
  return key === 'examples' || key === 'example' || (key === 'description' && typeof value === 'string');
}

function choices(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { oneOf, nullable, ...rest } = value as { oneOf?: unknown; nullable?: boolean; type?: string };
  const schema = oneOf === undefined ? rest : { anyOf: oneOf, ...rest };
  if (nullable === undefined || Array.isArray(value)) return oneOf === undefined ? value : schema;
  if ('type' in value) return { nullable, ...schema };
  return nullable ? { anyOf: [schema, { type: 'null' }] } : schema;
}
