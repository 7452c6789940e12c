import { readFile } from 'node:fs/promises';

/**
 * The payload of the event that started the run, as its webhook has it; empty where the runner gives none.
 * https://docs.github.com/actions/reference/workflows-and-actions/variables#default-environment-variables
 */
export async function readPayload<Payload extends object>(): Promise<Partial<Payload>> {
  const path = process.env.GITHUB_EVENT_PATH;
  if (path === undefined) return {};
  return readFile(path, 'utf8').then(JSON.parse, () => ({}));
}
