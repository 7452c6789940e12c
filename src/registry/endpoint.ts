import { DOCKER_HUB } from '../image-reference.ts';
import { parseJson } from '../parse-json.ts';
import { RegistryError } from './errors.ts';

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/;

/** Docker Hub's API has another host than the names of its images. */
const DOCKER_HUB_ENDPOINT = 'https://registry-1.docker.io';

/**
 * Returns the URL of a registry: https, or http on loopback, as in Docker.
 * @param endpoints `FLUX_AIRFLOW_REGISTRY_ENDPOINTS`, a JSON object from registry host to the URL to call instead, such
 * as a VPC endpoint with a name of its own or a test registry
 * @throws RegistryError `invalid-endpoints`
 */
export function endpointOf(registry: string, endpoints: string): string {
  const mapped = parseEndpoints(endpoints)[registry];
  if (mapped !== undefined) return mapped.replace(/\/$/, '');
  if (registry === DOCKER_HUB) return DOCKER_HUB_ENDPOINT;
  return `${isLoopback(registry) ? 'http' : 'https'}://${registry}`;
}

/** Returns whether a host, with or without a port, is this machine. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

function parseEndpoints(text: string): Readonly<Record<string, string>> {
  if (text === '') return {};
  const endpoints = parseJson(text);
  if (isMap(endpoints)) return endpoints;
  const message = 'FLUX_AIRFLOW_REGISTRY_ENDPOINTS is not a JSON object from registry host to URL.';
  throw new RegistryError('invalid-endpoints', message);
}

function isMap(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isAddress);
}

function isAddress(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);
}
