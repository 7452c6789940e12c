/** One annotation of a step; `line` counts from 1. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
}

export interface StepLog {
  /** The log as GitHub's page shows it: masked, without commands. */
  readonly lines: readonly string[];
  readonly annotations: readonly Annotation[];
}

/** The runner keeps this many annotations of a level for each step, and drops the others. */
const MAX_ANNOTATIONS = 10;

const COMMAND = /^::(?<name>[a-z-]+)(?: (?<properties>[^:]*))?::(?<message>.*)$/;

/**
 * Reads a step's standard output as the runner does; see `AddIssue` in its `ExecutionContext`.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function readStepLog(output: string): StepLog {
  const masks: string[] = [];
  const mask = (text: string) => masks.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
  const lines: string[] = [];
  const annotations: Annotation[] = [];
  for (const line of output.split(/\r?\n/)) {
    const { name, properties, message } = COMMAND.exec(line)?.groups ?? {};
    const text = mask(unescapeData(message ?? line));
    if (name === 'add-mask') masks.push(unescapeData(message ?? ''));
    else if (name === 'error' || name === 'warning' || name === 'notice') {
      annotations.push({ level: name, message: text, ...readProperties(properties ?? '') });
      lines.push(`${name}: ${text}`);
    } else if (name === 'group') lines.push(`▸ ${text}`);
    else if (name === undefined) lines.push(text);
  }
  return { lines, annotations: annotations.filter(isKept) };
}

function isKept({ level }: Annotation, index: number, all: readonly Annotation[]): boolean {
  return all.slice(0, index).filter((before) => before.level === level).length < MAX_ANNOTATIONS;
}

function readProperties(text: string): Pick<Annotation, 'title' | 'file' | 'line'> {
  const pairs = text.split(',').filter((pair) => pair.includes('='));
  const properties = new Map(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), unescapeProperty(pair.slice(pair.indexOf('=') + 1))]),
  );
  const [title, file, line] = [properties.get('title'), properties.get('file'), properties.get('line')];
  return {
    ...(title === undefined ? {} : { title }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line: Number(line) }),
  };
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
}
