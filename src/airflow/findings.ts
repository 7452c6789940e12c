import { findDuplicates } from './across-files.ts';
import type { Effect, EffectKind, FileReport, LoadError } from './inventory.ts';
import { judgeDag } from './judge-dag.ts';

export type Level = 'error' | 'warning';

/** Something about a DAG file that its author should know. */
export interface DagFinding {
  readonly level: Level;
  /** Stable; docs/reference/dag-findings.md has a section for each. */
  readonly code: string;
  readonly message: string;
  /** Absolute, as the loader sees it. */
  readonly path: string;
  readonly line: number;
}

export interface DagPolicy {
  /** Matches the whole dag_id. */
  readonly dagId: string | undefined;
  readonly owners: readonly string[] | undefined;
  readonly tags: readonly string[] | undefined;
  readonly minRetries: number | undefined;
}

const EFFECTS: Readonly<Record<EffectKind, readonly [Level, string, (detail: string) => string]>> = {
  network: ['error', 'parse-network', (detail) => `${detail} while it is loaded. Do it in a task`],
  process: ['error', 'parse-process', (detail) => `${detail} while it is loaded. Do it in a task`],
  database: ['error', 'parse-database', (detail) => `${detail} while it is loaded. Do it in a task`],
  write: ['error', 'parse-write', (detail) => `${detail} while it is loaded. Do it in a task`],
  variable: [
    'warning',
    'parse-variable',
    (key) => `reads the Variable ${key} each time it is loaded. Read it in a task, or by {{ var.value.${key} }}`,
  ],
  'unknown-variable': [
    'error',
    'parse-variable',
    (key) =>
      `reads the Variable ${key} while it is loaded, and config/variables.json does not have it. Read it in a task, or add a sample`,
  ],
  connection: ['warning', 'parse-connection', (id) => `reads the Connection ${id} each time it is loaded`],
  'unknown-connection': [
    'error',
    'parse-connection',
    (id) => `reads the Connection ${id} while it is loaded, and config/connections.json does not have it`,
  ],
};

/** What a file sees in place of what it tried. */
const IN_PLACE_OF_EFFECT = /Stopped: |is not in config\/variables\.json/;

/** All findings of the files, the most important first, each once. `folder` is the DAG folder. */
export function findProblems(files: readonly FileReport[], folder: string, policy: DagPolicy): DagFinding[] {
  const found = [
    ...files.flatMap((file) => problemsOf(file, `${folder}/${file.file}`, policy)),
    ...findDuplicates(files, folder),
  ];
  const distinct = new Map(found.map((finding) => [JSON.stringify(finding), finding]));
  return [...distinct.values()].sort(
    (a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line),
  );
}

function rank({ level }: DagFinding): number {
  return level === 'error' ? 0 : 1;
}

function problemsOf(report: FileReport, path: string, policy: DagPolicy): DagFinding[] {
  const { failure, tampered, errors = [], effects = [], dags = [], warnings = [] } = report;
  const at = (level: Level, code: string, message: string, line = 1) => ({ level, code, message, path, line });
  if (failure?.kind === 'slow') {
    return [at('error', 'dag-slow', `takes longer than ${failure.seconds} s to load, and was broken off`)];
  }
  if (failure !== undefined)
    return [at('error', 'dag-died', `ends the process that loads it${howEnded(failure.code)}`)];
  const stopped = effects.length > 0;
  return [
    ...(tampered ? [at('error', 'dag-tampers', 'replaces functions that loading DAGs stands on')] : []),
    ...errors
      .filter(({ message }) => !(stopped && IN_PLACE_OF_EFFECT.test(message)))
      .map((error) => explainError(error, path)),
    ...effects.map((effect) => explainEffect(effect, path)),
    ...warnings.flatMap(explainWarning),
    ...dags.flatMap((dag) => judgeDag(dag, path, policy)),
  ];
}

function howEnded(code: number | undefined): string {
  if (code === undefined) return '';
  return code < 0 ? ` by signal ${-code}` : ` with exit code ${code}`;
}

/** At the line of the DAG file; a deeper place of the team's code is named too. */
function explainError({ message, places, line: known }: LoadError, path: string): DagFinding {
  const own = places.findLast(([file]) => file === path);
  const deep = places.at(-1);
  const line = Math.max(own?.[1] ?? known ?? 1, 1);
  const also = deep === undefined || deep[0] === path ? '' : ` (raised in ${deep[0]} line ${deep[1]})`;
  return { level: 'error', code: codeOf(message), message: `${message}${also}`, path, line };
}

function codeOf(message: string): string {
  if (/^(?:SyntaxError|IndentationError|TabError)\b/.test(message)) return 'dag-syntax';
  if (message.startsWith('MemoryError')) return 'dag-memory';
  if (/Cycle/.test(message)) return 'dag-cycle';
  return /DuplicatedId/.test(message) ? 'dag-duplicate' : 'dag-import';
}

function explainEffect({ kind, detail, place, deep }: Effect, path: string): DagFinding {
  const [level, code, tell] = EFFECTS[kind];
  const line = place ?? 1;
  const also = deep === null || deep[0] === path ? '' : ` (in ${deep[0]} line ${deep[1]})`;
  return { level, code, message: `${tell(detail)}${also}`, path, line };
}

function explainWarning(text: string): DagFinding[] {
  const [, path = '', line = '1', category = '', message = ''] = /^(.+?):(\d+): ([\w.]+): (.*)$/s.exec(text) ?? [];
  if (!/Deprecat|RemovedIn/.test(category)) return [];
  return [
    { level: 'warning', code: 'dag-deprecated', message: message.split('\n')[0] ?? '', path, line: Number(line) },
  ];
}
