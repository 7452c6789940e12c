import { setSecret } from '@actions/core';

/** Masks a secret in the runner's log. Where no runner reads the command, printing it would itself show the secret. */
export function mask(secret: string): void {
  if (process.env.GITHUB_ACTIONS === 'true') setSecret(secret);
}
