import { parse, Scalar } from 'yaml';
import { UserError } from '../errors.ts';

const PLAIN = /^[A-Za-z0-9_./][A-Za-z0-9_./@+-]*$/;
const PLAIN_WITH_COLONS = /^[A-Za-z0-9_./][A-Za-z0-9_./@+:-]*[A-Za-z0-9_./@+-]$/;

/**
 * The source text of a string value, in the quotes that the old one had;
 * a plain one gets double quotes when YAML 1.1 (which Helm's parser follows) or 1.2 would not read it as a string.
 * @throws UserError `values-value` for a value with control characters
 */
export function quote(value: string, style: Scalar.Type | undefined, inFlow: boolean): string {
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\uFEFF]/u.test(value)) {
    throw new UserError(
      'values-value',
      `The value ${JSON.stringify(value)} holds control characters.`,
      'Give a value of one line of text.',
    );
  }
  if (style === Scalar.QUOTE_SINGLE) return `'${value.replaceAll("'", "''")}'`;
  if (style === Scalar.QUOTE_DOUBLE) return JSON.stringify(value);
  return staysString(value, inFlow) ? value : JSON.stringify(value);
}

function staysString(value: string, inFlow: boolean): boolean {
  if (!PLAIN.test(value) && (inFlow || !PLAIN_WITH_COLONS.test(value))) return false;
  if (!Number.isNaN(Number(value.replaceAll('_', '')))) return false;
  return parse(value, { version: '1.2' }) === value && parse(value, { version: '1.1' }) === value;
}
