import { styleText } from 'node:util';

/** Prints the title of a part of the demo. */
export function heading(text: string): void {
  console.log(`\n${styleText(['bold', 'cyan'], text)}`);
}

/** Prints what happened, indented. */
export function fact(text: string): void {
  console.log(text.replace(/^/gm, '  '));
}

/** Prints quoted text, such as a log, in a faint colour. */
export function quiet(text: string): void {
  console.log(styleText('dim', text.replace(/^/gm, '  │ ')));
}

/** Prints a claim that was checked. */
export function checked(text: string): void {
  console.log(`  ${styleText('green', '✓')} ${text}`);
}

/** Returns a duration such as `1.23 s`. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
