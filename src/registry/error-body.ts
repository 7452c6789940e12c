import { parseJsonObject } from '../parse-json.ts';

const MAX_TEXT = 300;

/** Returns the codes in an error body; empty if the body does not have the specified form, which is optional. */
export function errorCodes(body: Buffer): readonly string[] {
  return errorsOf(body)?.map(({ code }) => code) ?? [];
}

/**
 * Returns a sentence with the registry's own words, led by a space; empty if there are none. A proxy in front of the
 * registry answers with plain text or a page, of which the title is returned.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes
 */
export function quoteErrorBody(body: Buffer): string {
  const errors = errorsOf(body)?.map(quoteError) ?? [];
  const words = errors.length > 0 ? errors.join('; ') : plainText(body.toString());
  return words === '' ? '' : ` It returned: ${words}`;
}

interface ErrorEntry {
  readonly code: string;
  readonly message?: string;
  readonly detail?: unknown;
}

/** Returns an error as text. Some registries have the cause, such as a full disk, only in the detail. */
function quoteError({ code, message = '', detail }: ErrorEntry): string {
  const text = `${code}: ${message}`;
  const more = detail === undefined || detail === null ? '' : shorten(JSON.stringify(detail));
  return /^(?:""|\{\}|\[\]|)$/.test(more) ? text : `${text} (${more})`;
}

function errorsOf(body: Buffer): readonly ErrorEntry[] | undefined {
  const errors = parseJsonObject(body.toString())?.errors;
  return Array.isArray(errors) ? errors : undefined;
}

function plainText(text: string): string {
  const [, title] = /<title>([^<]*)/i.exec(text) ?? [];
  return shorten(title ?? text.replace(/<[^>]*>/g, ' '));
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line;
}
