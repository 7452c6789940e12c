import { afterEach, expect, test } from '@jest/globals';
import { endpointOf } from '../../../src/registry/endpoint.ts';

const { FLUX_AIRFLOW_REGISTRY_ENDPOINTS: before } = process.env;
afterEach(() => {
  if (before === undefined) delete process.env.FLUX_AIRFLOW_REGISTRY_ENDPOINTS;
  else process.env.FLUX_AIRFLOW_REGISTRY_ENDPOINTS = before;
});

test('a registry that is named has the address that is given', () => {
  process.env.FLUX_AIRFLOW_REGISTRY_ENDPOINTS = '{"registry.example.com":"https://10.0.0.7:5000/"}';
  expect(endpointOf('registry.example.com')).toBe('https://10.0.0.7:5000');
  expect(endpointOf('other.example.com')).toBe('https://other.example.com');
});

test.each([
  'registry.example.com=https://10.0.0.7',
  'null',
  '"https://10.0.0.7"',
  '["https://10.0.0.7"]',
  '{"registry.example.com":7}',
  '{"registry.example.com":"10.0.0.7"}',
  '{"registry.example.com":"https://"}',
])('%s is no map of registries', (text) => {
  process.env.FLUX_AIRFLOW_REGISTRY_ENDPOINTS = text;
  expect(() => endpointOf('registry.example.com')).toThrow(expect.objectContaining({ kind: 'invalid-endpoints' }));
});
