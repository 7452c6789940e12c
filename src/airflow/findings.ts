import { compareLevels, type Level } from '../findings.ts';
import { findDuplicates } from './across-files.ts';
import { checkDag } from './check-dag.ts';
import type { DagCode, DagFinding, DagPolicy } from './finding.ts';
import type { Effect, EffectKind, Failure, FileReport, LoadError } from './inventory.ts';

const EFFECTS: Readonly<Record<EffectKind, readonly [Level, DagCode, (detail: string) => string]>> = {
  network: ['error', 'parse-network', (detail) => `${detail} while it is loaded. Do it in a task`],
  process: [
    'error',
    'parse-process',
    (detail) =>
      `${detail} while it is loaded. Do it in a task, or add the program to check.allow-programs of the policy`,
  ],
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

/** Characters of the last line that a process wrote before it ended. */
const MAX_WORDS = 300;

/** In the text of each error that the loader raises in place of an effect; the first is `MARK` of effects.py. */
const IN_PLACE_OF_EFFECT = /refused by flux-airflow check|is not in config\/variables\.json/;

/** All findings of the files, the most important first, each once. `folder` is the DAG folder. */
export function findProblems(files: readonly FileReport[], folder: string, policy: DagPolicy): DagFinding[] {
  const found = [
    ...files.flatMap((file) => problemsOf(file, `${folder}/${file.file}`, policy)),
    ...findDuplicates(files, folder),
  ];
  const distinct = new Map(found.map((finding) => [JSON.stringify(finding), finding]));
  const sorted = [...distinct.values()].sort((a, b) => compareLevels(a, b) || comparePlaces(a.location, b.location));
  return firstOfEachNotice(sorted);
}

function comparePlaces(a: DagFinding['location'], b: DagFinding['location']): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line;
}

/** Many files import one library: the first of them has the notice about it. */
function firstOfEachNotice(findings: readonly DagFinding[]): DagFinding[] {
  const seen = new Set<string>();
  return findings.filter(({ level, message }) => {
    if (level !== 'notice') return true;
    const isFirst = !seen.has(message);
    seen.add(message);
    return isFirst;
  });
}

function problemsOf(report: FileReport, path: string, policy: DagPolicy): DagFinding[] {
  const { failure, tampered, errors = [], effects = [], dags = [], warnings = [] } = report;
  const at = (level: Level, code: DagCode, message: string): DagFinding => {
    return { level, code, message, location: { file: path, line: 1 } };
  };
  if (failure?.kind === 'slow') {
    return [at('error', 'dag-slow', `takes longer than ${failure.seconds} s to load, and was broken off`)];
  }
  if (failure !== undefined)
    return [at('error', 'dag-died', `ends the process that loads it${howEnded(failure.code)}${lastLine(failure)}`)];
  const own = effects.filter(({ notice }) => !notice);
  const refusedAt = new Set(own.filter(({ refused }) => refused).map(({ place }) => place));
  const advice = adviceFor(effects);
  return [
    ...(tampered ? [at('error', 'dag-tampers', 'replaces functions that loading DAGs stands on')] : []),
    ...errors
      .filter((error) => !(own.length > 0 && IN_PLACE_OF_EFFECT.test(error.text)))
      .filter((error) => !refusedAt.has(lineOf(error, path) ?? null))
      .map((error) => explainError(error, path, IN_PLACE_OF_EFFECT.test(error.text) ? advice : '')),
    ...effects.map((effect) => explainEffect(effect, path)),
    ...warnings.flatMap(explainWarning),
    ...dags.flatMap((dag) => checkDag(dag, path, policy)),
  ];
}

function howEnded(code: number | undefined): string {
  if (code === undefined) return '';
  return code < 0 ? ` by signal ${-code}` : ` with exit code ${code}`;
}

function lastLine({ words = '' }: Failure): string {
  const line = words.trim().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? '' : `: ${line.slice(0, MAX_WORDS)}`;
}

/** The innermost line of the DAG file that the error comes from. */
function lineOf({ places }: LoadError, path: string): number | undefined {
  return places.findLast(([file]) => file === path)?.[1];
}

/** How to go on after an error that a refusal has led to, and that has no other finding. */
function adviceFor(effects: readonly Effect[]): string {
  const isProgram = effects.some(({ kind, refused }) => kind === 'process' && refused);
  return isProgram ? '. If the program is in the image, add it to check.allow-programs of the policy' : '';
}

/** At the line of the DAG file; a deeper place of the team's code is named too. */
function explainError(error: LoadError, path: string, advice: string): DagFinding {
  const { message, places, line: known } = error;
  const deep = places.at(-1);
  const line = Math.max(lineOf(error, path) ?? known ?? 1, 1);
  const also = deep === undefined || deep[0] === path ? '' : ` (raised in ${deep[0]} line ${deep[1]})`;
  return {
    level: 'error',
    code: codeOf(message),
    message: `${message}${also}${advice}`,
    location: { file: path, line },
  };
}

function codeOf(message: string): DagCode {
  if (/^(?:SyntaxError|IndentationError|TabError)\b/.test(message)) return 'dag-syntax';
  if (message.startsWith('MemoryError')) return 'dag-memory';
  if (/Cycle/.test(message)) return 'dag-cycle';
  return /DuplicatedId/.test(message) ? 'dag-duplicate' : 'dag-import';
}

function explainEffect(effect: Effect, path: string): DagFinding {
  const { kind, detail, place, deep, notice } = effect;
  const [level, code, tell] = EFFECTS[kind];
  const line = place ?? 1;
  if (notice) return { level: 'notice', code, message: describeNotice(effect), location: { file: path, line } };
  const also = deep === null || deep[0] === path ? '' : ` (in ${deep[0]} line ${deep[1]})`;
  return { level, code, message: `${tell(detail)}${also}`, location: { file: path, line } };
}

function describeNotice({ detail, library, refused }: Effect): string {
  const subject = library == null ? '' : `the library ${library} `;
  return `${subject}${detail} while DAGs are loaded${refused ? '; check refused it' : ''}`;
}

function explainWarning(text: string): DagFinding[] {
  const [, file = '', line = '1', category = '', message = ''] = /^(.+?):(\d+): ([\w.]+): (.*)$/s.exec(text) ?? [];
  if (!/Deprecat|RemovedIn/.test(category)) return [];
  const location = { file, line: Number(line) };
  return [{ level: 'warning', code: 'dag-deprecated', message: message.split('\n')[0] ?? '', location }];
}
