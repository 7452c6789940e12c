import { findPart } from '../../__tests__/real/parts/installed.ts';

/** The program of a real part. @throws Error that says how to install it */
export function requirePart(part: string): string {
  const program = findPart(part);
  if (program === undefined) throw new Error(`${part} is missing: scripts/real-parts ${part}`);
  return program;
}
