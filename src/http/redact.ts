import { setSecret } from '@actions/core';

const secrets = new Set<string>();

/**
 * Masks a secret in the runner's log; an empty one is none. Where no runner reads the command, printing it would itself
 * show the secret.
 */
export function mask(secret: string): void {
  if (secret === '') return;
  secrets.add(secret);
  if (process.env.GITHUB_ACTIONS === 'true') setSecret(secret);
}

/** A text of others, without any secret that was masked. The longest go first: a short one may be a part of a long one. */
export function redact(text: string): string {
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text);
}
