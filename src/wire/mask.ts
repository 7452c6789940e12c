import { setSecret } from '@actions/core';

const secrets = new Set<string>();

/** Masks a secret in the runner's log. Where no runner reads the command, printing it would itself show the secret. */
export function mask(secret: string): void {
  secrets.add(secret);
  if (process.env.GITHUB_ACTIONS === 'true') setSecret(secret);
}

/** A text of others, without any secret that was masked. */
export function hide(text: string): string {
  return [...secrets].reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text);
}
