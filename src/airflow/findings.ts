import { compareLevels, type Level } from '../findings.ts';
import { findDuplicates } from './across-files.ts';
import { checkDag } from './check-dag.ts';
import type { DagCode, DagFinding, DagPolicy } from './finding.ts';
import type { Effect, EffectKind, Failure, FileReport, LoadError } from './inventory.ts';

const EFFECTS: Readonly<Record<EffectKind, readonly [Level, DagCode, (detail: string) => string]>> = {
  network: ['error', 'parse-network', (detail) => `${detail} while the file is loaded. Move this into a task`],
  process: [
    'error',
    'parse-process',
    (detail) =>
      `${detail} while the file is loaded. Move this into a task, or add the program to check.allow-programs of the policy`,
  ],
  database: ['error', 'parse-database', (detail) => `${detail} while the file is loaded. Move this into a task`],
  write: ['error', 'parse-write', (detail) => `${detail} while the file is loaded. Move this into a task`],
  variable: [
    'warning',
    'parse-variable',
    (key) =>
      `reads the Variable ${key} each time the file is loaded. Read it in a task, or with {{ var.value.${key} }}`,
  ],
  'unknown-variable': [
    'error',
    'parse-variable',
    (key) =>
      `reads the Variable ${key} while the file is loaded, but config/variables.json does not have it. Read it in a task, or add a sample`,
  ],
  connection: ['warning', 'parse-connection', (id) => `reads the Connection ${id} each time the file is loaded`],
  'unknown-connection': [
    'error',
    'parse-connection',
    (id) => `reads the Connection ${id} while the file is loaded, but config/connections.json does not have it`,
  ],
};

/** The maximum length of a process's last line of stderr. Characters. */
const MAX_WORDS = 300;

/** Matches the errors that the loader raises to prevent an effect; the first alternative is `MARK` of effects.py. */
const IN_PLACE_OF_EFFECT = /refused by flux-airflow check|is not in config\/variables\.json/;

/** Returns the distinct findings of the files, the most severe first. `folder` is the DAG folder. */
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

/** Keeps a notice about a library only in the first of the files that import it. */
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
    return [at('error', 'dag-slow', `took longer than ${failure.seconds} s to load, so the check stopped it`)];
  }
  if (failure !== undefined)
    return [at('error', 'dag-died', `ends the process that loads it${howEnded(failure.code)}${lastLine(failure)}`)];
  const own = effects.filter(({ notice }) => !notice);
  const refusedAt = new Set(own.filter(({ refused }) => refused).map(({ place }) => place));
  const advice = adviceFor(effects);
  return [
    ...(tampered ? [at('error', 'dag-tampers', 'replaces functions that loading DAGs depends on')] : []),
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

/** Returns the innermost line of the DAG file in the traceback. */
function lineOf({ places }: LoadError, path: string): number | undefined {
  return places.findLast(([file]) => file === path)?.[1];
}

/** Returns a hint for an error that follows from a refused effect without a finding of its own. */
function adviceFor(effects: readonly Effect[]): string {
  const isProgram = effects.some(({ kind, refused }) => kind === 'process' && refused);
  return isProgram ? '. If the program is in the image, add it to check.allow-programs of the policy' : '';
}

/** Returns the finding at the line of the DAG file; the message also names a deeper place in the team's code. */
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
  const [level, code, describe] = EFFECTS[kind];
  const line = place ?? 1;
  if (notice) return { level: 'notice', code, message: describeNotice(effect), location: { file: path, line } };
  const also = deep === null || deep[0] === path ? '' : ` (in ${deep[0]} line ${deep[1]})`;
  return { level, code, message: `${describe(detail)}${also}`, location: { file: path, line } };
}

function describeNotice({ detail, library, refused }: Effect): string {
  const subject = library == null ? '' : `the library ${library} `;
  return `${subject}${detail} while DAGs are loaded${refused ? '; the check refused it' : ''}`;
}

function explainWarning(text: string): DagFinding[] {
  const [, file = '', line = '1', category = '', message = ''] = /^(.+?):(\d+): ([\w.]+): (.*)$/s.exec(text) ?? [];
  if (!/Deprecat|RemovedIn/.test(category)) return [];
  const location = { file, line: Number(line) };
  return [{ level: 'warning', code: 'dag-deprecated', message: message.split('\n')[0] ?? '', location }];
}
