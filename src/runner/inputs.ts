import { getInput } from '@actions/core';
import { UserError } from '../errors.ts';
import { mask } from '../http/redact.ts';

/** Returns the trimmed value of an input; `undefined` if it is empty. */
export function optional(name: string): string | undefined {
  return getInput(name) || undefined;
}

/**
 * Returns the trimmed value of an input.
 * @throws UserError `input-missing`: the runner itself does not enforce `required`
 */
export function required(name: string): string {
  const value = optional(name);
  if (value !== undefined) return value;
  throw new UserError(
    'input-missing',
    `The input ${name} is empty.`,
    `Set ${name} under “with:” of this step. If it comes from a secret, check that the secret exists: a missing secret is an empty string.`,
  );
}

/**
 * Returns a secret and masks it in the log.
 * @throws UserError `input-missing`
 */
export function secret(name: string): string {
  const value = required(name);
  mask(value);
  return value;
}

/**
 * Returns whether an input is `true`, ignoring case; `false` if it is empty.
 * @throws UserError `input-boolean`
 */
export function flag(name: string): boolean {
  const value = getInput(name).toLowerCase();
  if (value === 'true') return true;
  if (value === 'false' || value === '') return false;
  throw new UserError(
    'input-boolean',
    `The input ${name} is ${JSON.stringify(value)}.`,
    `Set ${name} to true or false.`,
  );
}

/**
 * Returns an input in minutes as milliseconds.
 * @throws UserError `input-missing`, `input-minutes`
 */
export function minutes(name: string): number {
  const value = required(name);
  const number = Number(value);
  if (number > 0 && number <= 360) return number * 60_000;
  throw new UserError(
    'input-minutes',
    `The input ${name} is ${JSON.stringify(value)}.`,
    `Set ${name} to a number of minutes above 0 and up to 360, the longest that a job on GitHub’s own runners can take.`,
  );
}

/**
 * Returns an input in days as milliseconds; 0 if it is empty.
 * @throws UserError `input-days`
 */
export function days(name: string): number {
  const value = optional(name) ?? '0';
  const number = Number(value);
  if (number >= 0 && number <= 365) return number * 86_400_000;
  throw new UserError(
    'input-days',
    `The input ${name} is ${JSON.stringify(value)}.`,
    `Set ${name} to a number of days from 0 to 365.`,
  );
}

/** Returns the items of a list that commas or newlines separate; `undefined` if it is empty. */
export function list(name: string): string[] | undefined {
  return splitList(getInput(name));
}

/** Returns the items of a text that commas or newlines separate; `undefined` if there are none. */
export function splitList(text: string): string[] | undefined {
  const items = text
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
  return items.length === 0 ? undefined : items;
}

/**
 * Returns the `NAME=value` lines of an input.
 * @throws UserError `input-assignment`
 */
export function assignments(name: string): Record<string, string> {
  const lines = getInput(name)
    .split('\n')
    .map((line) => line.trim());
  const pairs = lines
    .filter((line) => line !== '')
    .map((line) => {
      const equals = line.indexOf('=');
      if (equals > 0) return [line.slice(0, equals), line.slice(equals + 1)];
      throw new UserError(
        'input-assignment',
        `A line of the input ${name} has no “=”.`,
        `Write one NAME=value pair per line in ${name}.`,
      );
    });
  return Object.fromEntries(pairs);
}
