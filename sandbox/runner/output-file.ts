/**
 * Reads a file of `NAME=value` and `NAME<<DELIMITER` entries, as the runner does with `GITHUB_OUTPUT`.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#environment-files
 * @throws Error if a closing delimiter is missing
 */
export function readOutputFile(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const { name, sign, rest } = /^(?<name>.*?)(?<sign>=|<<)(?<rest>.*)$/.exec(lines[at] ?? '')?.groups ?? {};
    if (name === undefined || rest === undefined) continue;
    if (sign === '=') {
      outputs[name] = rest;
      continue;
    }
    const end = lines.indexOf(rest, at + 1);
    if (end === -1) throw new Error(`Matching delimiter not found '${rest}'`);
    outputs[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return outputs;
}
