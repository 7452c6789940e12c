import { expect, test } from '@jest/globals';
import { parseChallenge } from '../../../src/registry/challenge.ts';

const BEARER = 'Bearer realm="https://auth.example/token",service="registry",scope="repository:a/b:pull,push"';
const TOKEN = {
  scheme: 'bearer',
  realm: 'https://auth.example/token',
  service: 'registry',
  scope: 'repository:a/b:pull,push',
};

test.each([
  ['Basic', 'Basic realm="registry"', { scheme: 'basic' }],
  ['Bearer', BEARER, TOKEN],
  ['Basic before Bearer', `Basic realm="registry", ${BEARER}`, TOKEN],
  ['Bearer before Basic', `${BEARER}, Basic realm="registry", charset="UTF-8"`, TOKEN],
  ['a scheme without parameters before Bearer', `Negotiate, ${BEARER}`, TOKEN],
  ['a scheme with a token before Basic', 'Negotiate YWJj==, basic realm=x', { scheme: 'basic' }],
  [
    'a quoted comma, quote and scheme',
    String.raw`bearer realm="https://a/\"x\", Basic y"`,
    { scheme: 'bearer', realm: 'https://a/"x", Basic y' },
  ],
  ['Bearer without a realm, then Basic', 'Bearer service="x", Basic realm="y"', { scheme: 'basic' }],
  ['another scheme', 'Digest realm="x", nonce="y"', undefined],
  ['no header', undefined, undefined],
])('%s', (_, header, expected) => {
  expect(parseChallenge(header)).toEqual(expected);
});
