import { plural } from './plural.ts';

const UNITS: readonly (readonly ['day' | 'hour' | 'minute', number])[] = [
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
  const age = ageOf(text, now);
  return age === undefined ? 'just now' : new Intl.RelativeTimeFormat('en').format(-age.count, age.unit);
}

/** Returns how long ago a time was, with the time itself: `4 minutes ago (2026-03-01 20:00 UTC)`. */
export function formatAgo(text: string, now = Date.now()): string {
  return `${formatAge(text, now)} (${formatTime(text)})`;
}

/** Returns for how long something has lasted, with its begin: `for 3 hours (since 2026-03-01 20:00 UTC)`. */
export function formatFor(text: string, now = Date.now()): string {
  const age = ageOf(text, now);
  const since = `since ${formatTime(text)}`;
  return age === undefined ? since : `for ${plural(age.count, age.unit)} (${since})`;
}

/** Returns a duration: `0.4 s`, `45 s`, `4 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Returns the age of a time in its largest unit; `undefined` for less than a minute, and for a text that is not a time. */
function ageOf(text: string, now: number) {
  const seconds = Math.floor((now - new Date(text).getTime()) / 1000);
  const [unit, size] = UNITS.find(([, each]) => seconds >= each) ?? [];
  return unit === undefined || size === undefined ? undefined : { unit, count: Math.floor(seconds / size) };
}
