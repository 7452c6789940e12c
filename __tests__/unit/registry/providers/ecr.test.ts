import { expect, test } from '@jest/globals';
import { classifyEcrError } from '../../../../src/registry/providers/classify-ecr-error.ts';
import { parseEcrHost } from '../../../../src/registry/providers/ecr.ts';

test.each([
  ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'eu-west-1', false],
  ['123456789012.dkr-ecr.eu-west-1.on.aws', 'eu-west-1', false],
  ['123456789012.dkr.ecr-fips.us-east-1.amazonaws.com', 'us-east-1', true],
  ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'cn-north-1', false],
  ['123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn', 'cn-north-1', false],
  ['123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1', false],
  ['123456789012.dkr-ecr.eusc-de-east-1.on.amazonwebservices.eu', 'eusc-de-east-1', false],
  ['123456789012.dkr.ecr.us-isob-east-1.sc2s.sgov.gov', 'us-isob-east-1', false],
  ['123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov', 'us-iso-east-1', false],
  ['123456789012.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk', 'eu-isoe-west-1', false],
  ['123456789012.dkr.ecr.us-isof-south-1.csp.hci.ic.gov', 'us-isof-south-1', false],
])('%s', (host, region, isFips) => {
  expect(parseEcrHost(host)).toEqual({ account: '123456789012', region, isFips });
});

test.each(['registry.example.com', '123456789012.dkr.ecr.eu-west-1.amazonaws.com.example.com', 'public.ecr.aws'])(
  'another registry: %s',
  (host) => expect(parseEcrHost(host)).toBeUndefined(),
);

test.each([
  ['ThrottlingException', 'unavailable'],
  ['TooManyRequestsException', 'unavailable'],
  ['AccessDeniedException', 'ecr-denied'],
  ['ExpiredTokenException', 'ecr-denied'],
])('HTTP 400 and %s', (name, kind) => {
  const error = Object.assign(new Error('no'), { name, $metadata: { httpStatusCode: 400 } });
  const call = { operation: 'GetAuthorizationToken', resource: '*', registry: 'registry' };
  expect(classifyEcrError(error, call)).toMatchObject({ name: 'RegistryError', kind });
});
