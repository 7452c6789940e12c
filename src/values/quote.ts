import { parse, Scalar } from 'yaml';
import { UserError } from '../errors.ts';

const PLAIN = /^[A-Za-z0-9_./][A-Za-z0-9_./@+-]*$/;
const PLAIN_WITH_COLONS = /^[A-Za-z0-9_./][A-Za-z0-9_./@+:-]*[A-Za-z0-9_./@+-]$/;

/** Where a value stands, as far as it decides about its quotes. */
export interface Place {
  readonly inFlow: boolean;
  /** The whole file is JSON, which knows double quotes alone. */
  readonly inJson: boolean;
}

/**
 * The source text of a string value, in the quotes that the old one had;
 * a plain one gets double quotes when YAML 1.1 (which Helm's parser follows) or 1.2 would not read it as a string.
 * @throws UserError `values-value` for a value with control characters
 */
export function quote(value: string, style: Scalar.Type | undefined, { inFlow, inJson }: Place): string {
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\uFEFF]/u.test(value)) {
    throw new UserError(
      'values-value',
      `The value ${JSON.stringify(value)} holds control characters.`,
      'Give a value of one line of text.',
    );
  }
  if (style === Scalar.QUOTE_SINGLE) return `'${value.replaceAll("'", "''")}'`;
  if (style === Scalar.QUOTE_DOUBLE || inJson) return JSON.stringify(value);
  const fits = PLAIN.test(value) || (!inFlow && PLAIN_WITH_COLONS.test(value));
  return fits && readsAsString(value) ? value : JSON.stringify(value);
}

/** Whether a plain scalar of this text is a string for YAML 1.1 and 1.2 alike. */
export function readsAsString(text: string): boolean {
  if (!Number.isNaN(Number(text.replaceAll('_', '')))) return false;
  return (['1.1', '1.2'] as const).every((version) => parse(text, { version }) === text);
}
