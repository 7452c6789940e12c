/** The state of an image in a registry; the faults are codes of errors and findings. */
export type ImageState = 'present' | 'image-missing' | 'digest-mismatch';

/**
 * Compares the image that a registry has with the expected one.
 * @param found the digest that the registry has for the tag; `undefined`: it has no such tag
 * @param expected the digest that the tag must have; `undefined`: any
 */
export function compareImage(found: string | undefined, expected: string | undefined): ImageState {
  if (found === undefined) return 'image-missing';
  return expected === undefined || expected === found ? 'present' : 'digest-mismatch';
}
