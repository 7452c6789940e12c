import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

const MODULES = join(import.meta.dirname, '../../node_modules');
const DESCRIPTION = join(MODULES, '@octokit/openapi/generated/api.github.com.deref.json');
const VERSION: string = JSON.parse(readFileSync(join(MODULES, '@octokit/openapi/package.json'), 'utf8')).version;
const CACHE = join(MODULES, `.cache/flux-airflow/openapi-schemas-${VERSION}.json`);

/** Checks REST answers against GitHub's own description of its API. */
export class Judge {
  readonly #ajv = formats.default(new Ajv({ strict: false, allErrors: true, validateFormats: true }));
  readonly #validators = new Map<string, ValidateFunction | undefined>();
  readonly #paths = readPaths();

  /** What is wrong with an answer; empty when it is as described. */
  deviations(method: string, pathname: string, status: number, body: string): string[] {
    const template = this.#template(pathname);
    const operation = template === undefined ? undefined : this.#paths[template]?.[method.toLowerCase()];
    if (operation === undefined) return [`GitHub describes no ${method} ${pathname}`];
    const response = operation.responses[String(status)];
    const schema = response?.content?.['application/json']?.schema;
    if (schema === undefined && status >= 400) return plainError(`${method} ${template} ${status}`, body);
    if (response === undefined) return [`GitHub describes no status ${status} for ${method} ${template}`];
    if (schema === undefined)
      return body === '' ? [] : [`GitHub describes no body for ${method} ${template} ${status}`];
    const validate = this.#validator(`${method} ${template} ${status}`, schema);
    if (validate(JSON.parse(body))) return [];
    return (validate.errors ?? [])
      .slice(0, 10)
      .map(({ instancePath, message }) => `${method} ${template} ${status}: ${instancePath || '/'} ${message}`);
  }

  #validator(key: string, schema: object): ValidateFunction {
    const validator = this.#validators.get(key) ?? this.#ajv.compile(schema);
    this.#validators.set(key, validator);
    return validator;
  }

  /** The described path that a pathname is one of; the most literal where several fit. */
  #template(pathname: string): string | undefined {
    const segments = pathname.split('/').map(decodeURIComponent);
    const fitting = Object.keys(this.#paths).filter((template) => {
      const parts = template.split('/');
      const open = parts.at(-1);
      if (parts.length > segments.length || (parts.length < segments.length && !OPEN_ENDED.has(open ?? '')))
        return false;
      return parts.every((part, index) => part.startsWith('{') || part === segments[index]);
    });
    return fitting.toSorted((a, b) => a.split('{').length - b.split('{').length || b.length - a.length)[0];
  }
}

/** The description leaves out most errors of authorization, and the bodies of others: they are all of one shape. */
function plainError(where: string, body: string): string[] {
  const { message, documentation_url: page } = JSON.parse(body);
  return typeof message === 'string' && typeof page === 'string'
    ? []
    : [`${where}: an error has a message and a documentation_url`];
}

/** Parameters that may hold slashes. */
const OPEN_ENDED = new Set(['{path}', '{ref}', '{branch}', '{basehead}']);

/** The operations of the description, without its 70 MB of examples and prose: made once for each version of the package. */
function readPaths(): Paths {
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
  mkdirSync(dirname(CACHE), { recursive: true });
  writeFileSync(CACHE, JSON.stringify(Object.fromEntries(kept)));
  return Object.fromEntries(kept);
}

/**
 * Without examples and prose; `nullable`, which JSON schema knows only beside a type, as a choice of null; and `oneOf`
 * as `anyOf`, for its choices overlap: an error of one kind is valid as the other, too.
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
