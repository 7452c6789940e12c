import type { DagChange } from '../../airflow/compare.ts';
import type { DagFinding } from '../../airflow/finding.ts';
import { drawDag } from '../../airflow/picture.ts';
import { formatLocation } from '../../findings.ts';
import { CHANGES, markPart } from '../../github/pull-request/comment.ts';
import { codeBlock, details, escapeText, row, table } from '../../markdown.ts';
import { plural } from '../../plural.ts';
import type { CheckResult } from '../result.ts';
import { renderDeployment } from './render-deployment.ts';

const MARKS = { added: '🟢 added', removed: '🔴 removed', renamed: '🔵 renamed', changed: '🟡 changed' } as const;
const LEVELS = { error: '❌', warning: '⚠️', notice: 'ℹ️' } as const;

interface Shown extends CheckResult {
  readonly withPictures?: boolean;
}

/** Returns the result as Markdown: the findings, the changes of a merge, and their pictures. */
export function renderCheck({
  findings,
  changes,
  approvers,
  inventory,
  deployment,
  withPictures = true,
}: Shown): string {
  const errors = findings.filter(({ level }) => level === 'error').length;
  const dags = inventory.files.reduce((sum, { dags: found = [] }) => sum + found.length, 0);
  const heading = errors === 0 ? '✅ All DAGs load' : `❌ ${plural(errors, 'error')} in the DAGs`;
  return [
    `## ${heading}`,
    `${plural(dags, 'DAG')} in ${plural(inventory.files.length, 'file')}, loaded by Airflow ${inventory.airflow} on Python ${inventory.python}.`,
    ...(findings.length === 0 ? [] : [renderFindings(findings)]),
    changes === undefined
      ? 'The changes of the merge are unknown, because there is no commit to compare with.'
      : markPart(CHANGES, renderChanges(changes, approvers, withPictures)),
    ...(deployment === undefined ? [] : [renderDeployment(deployment)]),
    '',
  ].join('\n\n');
}

function renderFindings(findings: readonly DagFinding[]): string {
  const rows = findings.map(({ level, code, location, message }) =>
    row(LEVELS[level], escapeText(formatLocation(location)), code, escapeText(message)),
  );
  return table(['', 'Where', 'Code', 'Message'], rows);
}

function renderChanges(
  changes: readonly DagChange[],
  approvers: CheckResult['approvers'],
  withPictures: boolean,
): string {
  if (changes.length === 0) return 'The merge changes no DAG.';
  const rows = changes.map(({ kind, id, file, after, before, differences }) => {
    const name = kind === 'removed' ? `**${escapeText(id)}**` : escapeText(id);
    const tasks = (after ?? before)?.tasks.length ?? 0;
    return row(
      MARKS[kind],
      name,
      escapeText(file),
      String(tasks),
      kind === 'removed' ? formatApprovers(approvers.get(id)) : escapeText(differences.join('; ')),
    );
  });
  const pictures = changes
    .filter(({ kind }) => withPictures && kind !== 'removed')
    .map((change) => details(escapeText(change.id), codeBlock('mermaid', drawDag(change))));
  return ['### Changes in DAGs', table(['Change', 'DAG', 'File', 'Tasks', 'Details'], rows), ...pictures].join('\n\n');
}

function formatApprovers(owners: readonly string[] = []): string {
  return owners.length === 0 ? 'has no approver in the rules' : `needs approval by ${escapeText(owners.join(' or '))}`;
}
