import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { type Answer, json, type Request } from '../http/message.ts';
import { readPaths } from './description.ts';
import type { Verdicts } from './verdicts.ts';

/** Parameters that may contain slashes. */
const OPEN_ENDED = new Set(['{path}', '{ref}', '{branch}', '{basehead}']);

/** Checks REST responses against GitHub's own description of its API. */
class AnswerCheck {
  readonly #ajv = formats.default(new Ajv({ strict: false, allErrors: true, validateFormats: true }));
  readonly #validators = new Map<string, ValidateFunction | undefined>();
  readonly #paths = readPaths();
  readonly #templates = mostLiteralFirst(Object.keys(this.#paths));

  /** Returns the differences of a response from the description. */
  deviations(method: string, pathname: string, status: number, body: string): string[] {
    const template = this.#template(pathname);
    const operation = template === undefined ? undefined : this.#paths[template]?.[method.toLowerCase()];
    if (operation === undefined) return [`GitHub's description has no ${method} ${pathname}`];
    const response = operation.responses[String(status)];
    const schema = response?.content?.['application/json']?.schema;
    if (schema === undefined && status >= 400) return plainError(`${method} ${template} ${status}`, body);
    if (response === undefined) return [`GitHub's description has no status ${status} for ${method} ${template}`];
    if (schema === undefined)
      return body === '' ? [] : [`GitHub's description has no body for ${method} ${template} ${status}`];
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

  /** Returns the described path that matches a pathname; the most literal one if several match. */
  #template(pathname: string): string | undefined {
    const segments = pathname.split('/').map(decodeURIComponent);
    return this.#templates.find(({ parts }) => fits(parts, segments))?.template;
  }
}

interface Template {
  readonly template: string;
  readonly parts: readonly string[];
}

function mostLiteralFirst(templates: readonly string[]): Template[] {
  return templates
    .map((template) => ({ template, parts: template.split('/') }))
    .sort(
      (a, b) => a.template.split('{').length - b.template.split('{').length || b.template.length - a.template.length,
    );
}

function fits(parts: readonly string[], segments: readonly string[]): boolean {
  const isOpenEnded = OPEN_ENDED.has(parts.at(-1) ?? '');
  if (parts.length > segments.length || (parts.length < segments.length && !isOpenEnded)) return false;
  return parts.every((part, index) => part.startsWith('{') || part === segments[index]);
}

/** Checks the common shape of errors, because the description omits most authorization errors and many bodies. */
function plainError(where: string, body: string): string[] {
  const { message, documentation_url: page } = JSON.parse(body);
  return typeof message === 'string' && typeof page === 'string'
    ? []
    : [`${where}: an error needs a message and a documentation_url`];
}

/** Shared by all servers of a process, so that the schemas are compiled once. */
let sharedCheck: AnswerCheck | undefined;

/** Returns the response, or a 500 with its differences from GitHub's description. Records the verdict. */
export function checkAnswer(verdicts: Verdicts, request: Request, answer: Answer): Answer {
  const isRest = request.url.pathname !== '/graphql' && !request.url.pathname.includes('.git/');
  if (!isRest || answer.status >= 500) return answer;
  sharedCheck ??= new AnswerCheck();
  const found = sharedCheck.deviations(request.method, request.url.pathname, answer.status, String(answer.body ?? ''));
  verdicts.answers += 1;
  if (found.length === 0) return answer;
  verdicts.deviations.push(...found);
  return json(500, { message: found.join('\n') });
}
