import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';

/** A line that begins with `uses:`. */
export interface Use {
  readonly action: string;
  readonly line: number;
}

export interface Job {
  readonly name: string;
  /** The name of its environment, which may be an expression. */
  readonly environment: string | undefined;
  /** The reusable workflow that the job calls. */
  readonly uses: string | undefined;
  readonly secrets: readonly { readonly name: string; readonly line: number }[];
}

/** The parts of a workflow or an action that the audit checks. */
export interface Workflow {
  readonly path: string;
  readonly uses: readonly Use[];
  readonly jobs: readonly Job[];
}

const SECRET = /\bsecrets(?:\.([A-Za-z_]\w*)|\[\s*'([A-Za-z_]\w*)'\s*\])/g;

/** Reads a file of `.github/workflows` or an `action.yml`; `undefined` if it is not YAML. */
export function readWorkflow(path: string, text: string): Workflow | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) return undefined;
  const uses: Use[] = [];
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== 'uses' || !isScalar(value)) return;
      uses.push({ action: String(value.value), line: lines.linePos(value.range?.[0] ?? 0).line });
    },
  });
  const jobs = document.get('jobs');
  const readJob = ({ key, value }: { key: unknown; value: unknown }): Job[] => {
    if (!isMap(value)) return [];
    const [start = 0, end = 0] = value.range ?? [];
    const found = [...text.slice(start, end).matchAll(SECRET)];
    return [
      {
        name: String(key),
        environment: textOf(value.get('environment')) ?? textOf(value.getIn(['environment', 'name'])),
        uses: textOf(value.get('uses')),
        secrets: found.map((match) => ({
          name: (match[1] ?? match[2] ?? '').toUpperCase(),
          line: lines.linePos(start + match.index).line,
        })),
      },
    ];
  };
  return { path, uses, jobs: isMap(jobs) ? jobs.items.flatMap(readJob) : [] };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
