import { compareLevels, type Level } from '../../findings.ts';
import type { FileReport } from '../inventory.ts';
import { findDuplicates, findLostReferences, findUncalled } from './across-files.ts';
import { checkDag } from './check-dag.ts';
import { adviceFor, explainEffect } from './effects.ts';
import { describeFailure, explainError, isCausedByRefusal, lineOf } from './errors.ts';
import type { DagCode, DagFinding, DagPolicy } from './finding.ts';

/** Returns the distinct findings of the files, the most severe first. `folder` is the DAG folder. */
export function findProblems(files: readonly FileReport[], folder: string, policy: DagPolicy): DagFinding[] {
  const found = [
    ...files.flatMap((file) => problemsOf(file, `${folder}/${file.file}`, policy)),
    ...findDuplicates(files, folder),
    ...findUncalled(files, folder),
    ...findLostReferences(files, folder),
  ];
  const distinct = new Map(found.map((finding) => [JSON.stringify(finding), finding]));
  const sorted = [...distinct.values()].sort((a, b) => compareLevels(a, b) || comparePlaces(a.location, b.location));
  return firstOfEachNotice(sorted);
}

function comparePlaces(a: DagFinding['location'], b: DagFinding['location']): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line;
}

/** Keeps a notice, such as one about a library, only in the first of its files. */
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
  if (failure !== undefined) {
    return [at('error', failure.kind === 'slow' ? 'dag-slow' : 'dag-died', describeFailure(failure))];
  }
  const own = effects.filter(({ notice }) => !notice);
  const refusedAt = new Set(own.filter(({ refused }) => refused).map(({ place }) => place));
  const isCaused = (error: (typeof errors)[number]) =>
    (own.length > 0 && isCausedByRefusal(error)) || refusedAt.has(lineOf(error, path) ?? null);
  const caused = errors.filter(isCaused);
  const advice = adviceFor(effects);
  return [
    ...(tampered ? [at('error', 'dag-tampers', 'replaces functions that loading DAGs depends on')] : []),
    ...errors
      .filter((error) => !caused.includes(error))
      .map((error) => explainError(error, path, isCausedByRefusal(error) ? advice : '')),
    ...effects.map((effect) => explainEffect(effect, path, caused.length > 0)),
    ...warnings.flatMap(explainWarning),
    ...dags.flatMap((dag) => checkDag(dag, path, policy)),
  ];
}

function explainWarning(text: string): DagFinding[] {
  const [, file = '', line = '1', category = '', message = ''] = /^(.+?):(\d+): ([\w.]+): (.*)$/s.exec(text) ?? [];
  if (!/Deprecat|RemovedIn/.test(category)) return [];
  const location = { file, line: Number(line) };
  return [{ level: 'notice', code: 'dag-deprecated', message: message.split('\n')[0] ?? '', location }];
}
