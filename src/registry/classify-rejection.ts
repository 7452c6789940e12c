import type { ImageName } from '../image-reference.ts';
import { RegistryError } from './errors.ts';
import type { Call, RegistryResponse } from './request.ts';

/** Returns the codes in an error body; empty if the body does not have the specified form, which is optional. */
export function errorCodes(body: Buffer): readonly string[] {
  return errorsOf(body).map(({ code }) => code);
}

/** Returns the error for a response that a retry would not change. */
export function classifyRejection(image: ImageName, call: Call, answer: RegistryResponse): RegistryError {
  const name = `${image.registry}/${image.repository}`;
  const { status } = answer;
  const { pathname } = new URL(call.url);
  const words = formatErrors(answer.body);
  const options = { call: { service: 'registry', request: `${call.method} ${pathname}`, status } };
  if (status === 401 || status === 403) {
    const [, action] = /not authorized to perform: (ecr:\w+)/.exec(words) ?? [];
    const message = `The registry denied ${call.method} on ${name} (HTTP ${status}).${words}`;
    return new RegistryError('denied', message, { ...options, action });
  }
  if (errorCodes(answer.body).includes('NAME_UNKNOWN'))
    return new RegistryError('repository-missing', `The registry has no repository ${name}.`, options);
  const message = `The registry rejected ${call.method} ${pathname} (HTTP ${status}).${words}`;
  return new RegistryError('rejected', message, options);
}

function errorsOf(body: Buffer): readonly { readonly code: string; readonly message?: string }[] {
  try {
    const { errors } = JSON.parse(body.toString());
    return Array.isArray(errors) ? errors : [];
  } catch {
    return [];
  }
}

function formatErrors(body: Buffer): string {
  const text = errorsOf(body).map(({ code, message }) => `${code}: ${message ?? ''}`);
  return text.length === 0 ? '' : ` It returned: ${text.join('; ')}`;
}
