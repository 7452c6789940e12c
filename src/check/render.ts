import type { DagChange } from '../airflow/compare.ts';
import type { DagFinding } from '../airflow/finding.ts';
import { drawDag } from '../airflow/picture.ts';
import { CHANGES, markPart } from '../github/pull-request/comment.ts';
import { renderDeployment } from './render-deployment.ts';
import type { CheckResult } from './result.ts';

const MARKS = { added: '🟢 added', removed: '🔴 removed', renamed: '🔵 renamed', changed: '🟡 changed' } as const;
const LEVELS = { error: '❌', warning: '⚠️', notice: 'ℹ️' } as const;

interface Shown extends CheckResult {
  readonly withPictures?: boolean;
}

/** The check as Markdown: what is wrong, what a merge changes, and how that looks. */
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
  const heading = errors === 0 ? '✅ All DAGs load' : `❌ ${errors} ${errors === 1 ? 'error' : 'errors'} in the DAGs`;
  return [
    `## ${heading}`,
    `${dags} DAGs in ${inventory.files.length} files, loaded by Airflow ${inventory.airflow} on Python ${inventory.python}.`,
    ...(findings.length === 0 ? [] : [renderFindings(findings)]),
    changes === undefined
      ? 'What the merge changes was not looked at: there is no commit to compare with.'
      : markPart(CHANGES, renderChanges(changes, approvers, withPictures)),
    ...(deployment === undefined ? [] : [renderDeployment(deployment)]),
    '',
  ].join('\n\n');
}

function renderFindings(findings: readonly DagFinding[]): string {
  const rows = findings.map(
    ({ level, code, path, line, message }) =>
      `| ${LEVELS[level]} | ${cell(`${path}:${line}`)} | ${code} | ${cell(message)} |`,
  );
  return ['|   | Where | What | |', '|---|---|---|---|', ...rows].join('\n');
}

function renderChanges(
  changes: readonly DagChange[],
  approvers: CheckResult['approvers'],
  withPictures: boolean,
): string {
  if (changes.length === 0) return 'A merge changes no DAG.';
  const rows = changes.map(({ kind, id, file, after, before, differences }) => {
    const name = kind === 'removed' ? `**${cell(id)}**` : cell(id);
    const tasks = (after ?? before)?.tasks.length ?? 0;
    return `| ${MARKS[kind]} | ${name} | ${cell(file)} | ${tasks} | ${kind === 'removed' ? formatApprovers(approvers.get(id)) : cell(differences.join('; '))} |`;
  });
  const pictures = changes
    .filter(({ kind }) => withPictures && kind !== 'removed')
    .map(
      (change) =>
        `<details><summary>${cell(change.id)}</summary>\n\n\`\`\`mermaid\n${drawDag(change)}\n\`\`\`\n\n</details>`,
    );
  return [
    ['### What a merge changes', '', '|   | DAG | File | Tasks | |', '|---|---|---|---|---|', ...rows].join('\n'),
    ...pictures,
  ].join('\n\n');
}

function formatApprovers(owners: readonly string[] = []): string {
  return owners.length === 0 ? 'nobody is named who may approve it' : `to be approved by ${cell(owners.join(' or '))}`;
}

/** Nothing in a name or a message ends the cell, or is taken for Markdown, HTML or a mention. */
function cell(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|@~&-]/g, (char) => `&#${char.charCodeAt(0)};`).replace(/\s+/g, ' ');
}
