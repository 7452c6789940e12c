import type { DagChange } from '../../airflow/changes/compare.ts';
import type { FieldChange } from '../../airflow/changes/differences.ts';
import { changesShape, drawDag } from '../../airflow/changes/picture.ts';
import { codeBlock, details, escapeText, row, table } from '../../markdown.ts';
import { plural } from '../../plural.ts';
import type { CheckResult } from '../result.ts';
import type { Detail } from './detail.ts';

const MARKS = {
  broken: '❌ broken',
  added: '🟢 added',
  removed: '🔴 removed',
  renamed: '🔵 renamed',
  changed: '🟡 changed',
} as const;
const MAX_ROWS = 50;
const MAX_PICTURES = 10;
/** GitHub renders a limited amount of Mermaid on a page. Characters. */
const MAX_PICTURE_CHARACTERS = 20_000;
const MAX_VALUES = 20;
const MAX_VALUE_LINES = 40;
const MAX_NAMES = 20;

/** Returns what a merge changes: a table, the values of changed fields, and pictures of DAGs whose shape changes. */
export function renderChanges(
  { approvers, edited }: CheckResult,
  changes: readonly DagChange[],
  { hasDetails }: Detail,
): string {
  const same = edited.length === 0 ? [] : [renderEdited(edited)];
  if (changes.length === 0) return ['The merge changes no DAG.', ...same].join('\n\n');
  const rows = changes.slice(0, MAX_ROWS).map((change) => renderRow(change, approvers));
  const more = changes.length > MAX_ROWS ? [`And ${plural(changes.length - MAX_ROWS, 'more DAG')}.`] : [];
  const parts = hasDetails ? [...renderValues(changes), ...renderPictures(changes)] : [];
  const head = ['Change', 'DAG', 'File', 'Tasks', 'Details'];
  return ['### Changes in DAGs', table(head, rows), ...more, ...same, ...parts].join('\n\n');
}

function renderRow(
  { kind, id, file, after, before, differences }: DagChange,
  approvers: CheckResult['approvers'],
): string {
  const name = kind === 'removed' ? `**${escapeText(id)}**` : escapeText(id);
  const tasks = String((after ?? before)?.tasks.length ?? 0);
  const text = kind === 'removed' ? formatApprovers(approvers.get(id)) : escapeText(differences.join('; '));
  return row(MARKS[kind], name, escapeText(file), tasks, text);
}

function formatApprovers(owners: readonly string[] = []): string {
  return owners.length === 0 ? 'has no approver in the rules' : `needs approval by ${escapeText(owners.join(' or '))}`;
}

/** Returns the DAGs whose functions may have changed: Airflow does not store the text of a function. */
function renderEdited(ids: readonly string[]): string {
  const names = ids.slice(0, MAX_NAMES).map(escapeText).join(', ');
  return `Edited, with the same tasks and settings: ${names}${ids.length > MAX_NAMES ? ', …' : ''}.`;
}

function renderValues(changes: readonly DagChange[]): string[] {
  return changes
    .filter(({ fields }) => fields.length > 0)
    .slice(0, MAX_VALUES)
    .map(({ id, fields }) =>
      details(`${escapeText(id)}: before → after`, codeBlock('diff', fields.map(renderField).join('\n'))),
    );
}

function renderField({ task, field, before, after }: FieldChange): string {
  const [old, now] = [before, after].map((text) => (text === '' ? [] : text.split('\n')));
  const lines = diffLines(old ?? [], now ?? []);
  const shown = lines.length > MAX_VALUE_LINES ? [...lines.slice(0, MAX_VALUE_LINES), '  …'] : lines;
  return [`@@ ${task === undefined ? 'the DAG' : `task ${task}`}: ${field} @@`, ...shown].join('\n');
}

/** Returns the lines between a common beginning and a common end, as removed and added. */
function diffLines(old: readonly string[], now: readonly string[]): string[] {
  let start = 0;
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  const middle = (lines: readonly string[]) => lines.slice(start, lines.length - end);
  return [...middle(old).map((line) => `- ${line}`), ...middle(now).map((line) => `+ ${line}`)];
}

function renderPictures(changes: readonly DagChange[]): string[] {
  const pictures: string[] = [];
  let left = MAX_PICTURE_CHARACTERS;
  const shaped = changes.filter((change) => change.kind === 'added' || change.kind === 'changed').filter(changesShape);
  for (const change of shaped) {
    const picture = drawDag(change);
    if (pictures.length === MAX_PICTURES || picture.length > left) break;
    left -= picture.length;
    pictures.push(details(escapeText(change.id), codeBlock('mermaid', picture)));
  }
  const rest = shaped.length - pictures.length;
  return rest === 0 ? pictures : [...pictures, `${plural(rest, 'more DAG')} without a picture.`];
}
