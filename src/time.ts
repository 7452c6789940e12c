const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** Returns a time as `2026-03-01 20:00 UTC`; a text that is not a time is returned unchanged. */
export function formatTime(text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return text;
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Returns how long ago a time was: `4 minutes ago`. */
export function formatAge(text: string, now = Date.now()): string {
  const seconds = Math.floor((now - new Date(text).getTime()) / 1000);
  const [unit, size] = UNITS.find(([, each]) => seconds >= each) ?? [];
  if (unit === undefined || size === undefined) return 'just now';
  return new Intl.RelativeTimeFormat('en').format(-Math.floor(seconds / size), unit);
}

/** Returns how long ago a time was, with the time itself: `4 minutes ago (2026-03-01 20:00 UTC)`. */
export function formatAgo(text: string, now = Date.now()): string {
  return `${formatAge(text, now)} (${formatTime(text)})`;
}
