import type { ImageName } from '../image-reference.ts';
import { errorCodes, quoteErrorBody } from './error-body.ts';
import { RegistryError } from './errors.ts';
import type { Call, RegistryResponse } from './request.ts';

/** Returns the error for a response that a retry would not change. */
export function classifyRejection(image: ImageName, call: Call, answer: RegistryResponse): RegistryError {
  const name = `${image.registry}/${image.repository}`;
  const { status } = answer;
  const { pathname } = new URL(call.url);
  const words = quoteErrorBody(answer.body);
  const options = { call: { service: 'registry', request: `${call.method} ${pathname}`, status } };
  if (status === 401 || status === 403) {
    const [, action] = /not authorized to perform: (ecr:\w+)/.exec(words) ?? [];
    const message = `The registry denied ${call.method} on ${name} (HTTP ${status}).${words}`;
    return new RegistryError('denied', message, { ...options, action });
  }
  if (errorCodes(answer.body).includes('NAME_UNKNOWN'))
    return new RegistryError('repository-missing', `The registry has no repository ${name}.`, options);
  const message = `The registry rejected ${call.method} ${pathname} (HTTP ${status}).${words}`;
  return new RegistryError(status === 413 ? 'too-large' : 'rejected', message, options);
}
