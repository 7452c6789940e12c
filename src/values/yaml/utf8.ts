import { UserError } from '../../errors.ts';
import { positionIn } from './lines.ts';

/**
 * Decodes the text of a file and keeps its byte order mark.
 * @throws UserError `values-not-utf8`
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    const at = positionIn(new TextDecoder('latin1').decode(bytes), firstInvalid(bytes));
    throw new UserError('values-not-utf8', `The values file is not UTF-8 at ${at}.`, 'Save the file as UTF-8.', {
      cause,
    });
  }
}

/** Returns the offset of the first byte that changes when the text is decoded and encoded. */
function firstInvalid(bytes: Uint8Array): number {
  const again = Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  return bytes.findIndex((byte, index) => byte !== again[index]);
}
