import { expect, test } from '@jest/globals';
import { chooseServices } from '../../../src/sigstore/services.ts';

test('a public repository of github.com uses the public instance, with its log', () => {
  expect(chooseServices('https://github.com', true)).toEqual({
    fulcio: 'https://fulcio.sigstore.dev',
    rekor: 'https://rekor.sigstore.dev',
  });
});

test.each([
  ['https://github.com', 'githubapp.com'],
  ['https://acme.ghe.com', 'acme.ghe.com'],
])('a private repository of %s uses the Sigstore of GitHub, which has no log', (server, host) => {
  const services = { fulcio: `https://fulcio.${host}`, tsa: `https://timestamp.${host}` };
  expect(chooseServices(server, false)).toEqual(services);
});

test('GitHub Enterprise Server has no Sigstore but one of its own', () => {
  expect(chooseServices('https://git.example.com', true)).toBeUndefined();
  const own = { fulcio: 'https://fulcio.example.com', tsa: 'https://tsa.example.com' };
  expect(chooseServices('https://git.example.com', true, own)).toEqual(own);
  expect(chooseServices('https://github.com', true, own)).toEqual(own);
});
