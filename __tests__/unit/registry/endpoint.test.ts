import { expect, test } from '@jest/globals';
import { endpointOf } from '../../../src/registry/endpoint.ts';

test('a registry in the map is called at its mapped URL', () => {
  const endpoints = '{"registry.example.com":"https://10.0.0.7:5000/"}';
  expect(endpointOf('registry.example.com', endpoints)).toBe('https://10.0.0.7:5000');
  expect(endpointOf('other.example.com', endpoints)).toBe('https://other.example.com');
});

test.each([
  'registry.example.com=https://10.0.0.7',
  'null',
  '"https://10.0.0.7"',
  '["https://10.0.0.7"]',
  '{"registry.example.com":7}',
  '{"registry.example.com":"10.0.0.7"}',
  '{"registry.example.com":"https://"}',
])('%s is not a map of registries', (text) => {
  expect(() => endpointOf('registry.example.com', text)).toThrow(
    expect.objectContaining({ kind: 'invalid-endpoints' }),
  );
});
