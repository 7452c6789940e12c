import { getInput } from '@actions/core';
import { UserError } from '../errors.ts';
import { mask } from '../http/redact.ts';

/** The value of an input, trimmed; `undefined` when it is empty. */
export function optional(name: string): string | undefined {
  return getInput(name) || undefined;
}

/**
 * The value of an input, trimmed.
 * @throws UserError `input-missing`: the runner itself does not enforce `required`
 */
export function required(name: string): string {
  const value = optional(name);
  if (value !== undefined) return value;
  throw new UserError(
    'input-missing',
    `The input ${name} is empty.`,
    `Give ${name} under “with:” of this step; a secret that does not exist is an empty string.`,
  );
}

/**
 * A secret, masked in the log before anybody can use it.
 * @throws UserError `input-missing`
 */
export function secret(name: string): string {
  const value = required(name);
  mask(value);
  return value;
}

/**
 * Whether an input is `true`, in any case of letters; `false` when it is empty.
 * @throws UserError `input-boolean`
 */
export function flag(name: string): boolean {
  const value = getInput(name).toLowerCase();
  if (value === 'true') return true;
  if (value === 'false' || value === '') return false;
  throw new UserError(
    'input-boolean',
    `The input ${name} is ${JSON.stringify(value)}.`,
    `Write true or false for ${name}.`,
  );
}

/**
 * Minutes, in milliseconds.
 * @throws UserError `input-missing`, `input-minutes`
 */
export function minutes(name: string): number {
  const value = required(name);
  const number = Number(value);
  if (number > 0 && number <= 360) return number * 60_000;
  throw new UserError(
    'input-minutes',
    `The input ${name} is ${JSON.stringify(value)}.`,
    `Write a number of minutes above 0 and up to 360 (the longest job of GitHub’s own runners) for ${name}.`,
  );
}

/** The items of a list, separated by commas or line ends; `undefined` when there is none. */
export function list(name: string): string[] | undefined {
  const items = getInput(name)
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
  return items.length === 0 ? undefined : items;
}

/**
 * `NAME=value` lines.
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
        `Write one NAME=value a line in ${name}.`,
      );
    });
  return Object.fromEntries(pairs);
}

/**
 * `NAME=value` lines of secrets, each masked in the log before anybody can use it.
 * @throws UserError `input-assignment`
 */
export function secretAssignments(name: string): Record<string, string> {
  const values = assignments(name);
  for (const value of Object.values(values)) mask(value);
  const odd = Object.keys(values).find((id) => !/^[\w.-]+$/.test(id));
  if (odd === undefined) return values;
  throw new UserError(
    'input-assignment',
    `A name in the input ${name} has other characters than letters, digits, “_”, “.” and “-”.`,
    `Write one NAME=value a line in ${name}.`,
  );
}
