import { styleText } from 'node:util';

/** What the demo prints: headings, indented facts, and a mark for each outcome that was checked. */
export function heading(text: string): void {
  console.log(`\n${styleText(['bold', 'cyan'], text)}`);
}

export function fact(text: string): void {
  console.log(text.replace(/^/gm, '  '));
}

export function quiet(text: string): void {
  console.log(styleText('dim', text.replace(/^/gm, '  │ ')));
}

export function checked(text: string): void {
  console.log(`  ${styleText('green', '✓')} ${text}`);
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
