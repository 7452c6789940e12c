import { parse, Scalar } from 'yaml';
import { UserError } from '../errors.ts';

const PLAIN = /^[A-Za-z0-9_./][A-Za-z0-9_./@+-]*$/;
const PLAIN_WITH_COLONS = /^[A-Za-z0-9_./][A-Za-z0-9_./@+:-]*[A-Za-z0-9_./@+-]$/;

/** The context of a value that decides about its quotes. */
export interface QuoteContext {
  readonly inFlow: boolean;
  /** The whole file is JSON, which allows only double quotes. */
  readonly inJson: boolean;
}

/**
 * Returns the source text of a string value, in the quotes of the old one. A plain one gets double quotes if YAML 1.1,
 * which Helm's parser follows, or 1.2 would not read it as a string.
 * @throws UserError `values-value` for a value with control characters
 */
export function quote(value: string, style: Scalar.Type | undefined, { inFlow, inJson }: QuoteContext): string {
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\uFEFF]/u.test(value)) {
    throw new UserError(
      'values-value',
      `The value ${JSON.stringify(value)} contains control characters.`,
      'Write the value as one line of text.',
    );
  }
  if (style === Scalar.QUOTE_SINGLE) return `'${value.replaceAll("'", "''")}'`;
  if (style === Scalar.QUOTE_DOUBLE || inJson) return JSON.stringify(value);
  const fits = PLAIN.test(value) || (!inFlow && PLAIN_WITH_COLONS.test(value));
  return fits && readsAsString(value) ? value : JSON.stringify(value);
}

/** Returns whether both YAML 1.1 and 1.2 read a plain scalar of this text as a string. */
export function readsAsString(text: string): boolean {
  if (!Number.isNaN(Number(text.replaceAll('_', '')))) return false;
  return (['1.1', '1.2'] as const).every((version) => parse(text, { version }) === text);
}
