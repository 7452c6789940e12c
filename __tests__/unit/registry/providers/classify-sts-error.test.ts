import { expect, test } from '@jest/globals';
import { classifyStsError } from '../../../../src/registry/providers/classify-sts-error.ts';

function awsError(name: string, httpStatusCode?: number): Error {
  return Object.assign(new Error('words'), { name, $metadata: { httpStatusCode } });
}

test.each([
  ['AccessDenied', 403],
  ['InvalidIdentityTokenException', 400],
  ['ExpiredTokenException', 400],
  ['IDPRejectedClaimException', 403],
  ['RegionDisabledException', 403],
  ['ValidationError', 400],
])('%s is a refusal', (name, status) => {
  const error = classifyStsError(awsError(name, status), 'arn:role');
  expect(error).toMatchObject({
    kind: 'role-refused',
    message: `AWS did not let this job assume the role arn:role: ${name}: words`,
  });
});

test.each([
  ['IDPCommunicationErrorException', 400],
  ['Throttling', 400],
  ['ThrottlingException', 400],
  ['TooManyRequestsException', 429],
  ['InternalFailure', 500],
  ['TimeoutError', undefined],
])('%s is an outage', (name, status) => {
  expect(classifyStsError(awsError(name, status), 'arn:role').kind).toBe('unavailable');
});
