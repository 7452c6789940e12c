/** A row of a Markdown table of two columns. */
export function row(name: string, value: string): string {
  return `| ${name} | ${value} |`;
}

/** Text of one line as code in a cell of a Markdown table: no sign in it ends the code or the cell. */
export function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}
