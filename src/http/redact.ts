const secrets = new Set<string>();
let announce: ((secret: string) => void) | undefined;

/** Calls `say` with each secret, including those already masked, so that the runner hides it in its log. */
export function announceSecrets(say: (secret: string) => void): void {
  announce = say;
  for (const secret of secrets) say(secret);
}

/** Masks a secret in all texts that go through `redact`, and in the runner's log. Ignores an empty text. */
export function mask(secret: string): void {
  if (secret === '') return;
  secrets.add(secret);
  announce?.(secret);
}

/** Returns a text with all masked secrets replaced; the longest first, because it may contain a shorter one. */
export function redact(text: string): string {
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text);
}
