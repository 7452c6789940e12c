const secrets = new Set<string>();
let announce: ((secret: string) => void) | undefined;

/** Calls `say` for each secret, those that are masked already among them: the runner then hides it in its log. */
export function announceSecrets(say: (secret: string) => void): void {
  announce = say;
  for (const secret of secrets) say(secret);
}

/** Masks a secret in all texts that go through `redact`, and in the runner's log; an empty text is not a secret. */
export function mask(secret: string): void {
  if (secret === '') return;
  secrets.add(secret);
  announce?.(secret);
}

/** A text of others, without any secret that was masked. The longest go first: a short one may be a part of a long one. */
export function redact(text: string): string {
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text);
}
