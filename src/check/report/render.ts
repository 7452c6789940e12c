import type { DagFinding } from '../../airflow/findings/finding.ts';
import { CHANGES, markPart } from '../../github/pull-request/comment.ts';
import { link } from '../../markdown.ts';
import { plural } from '../../plural.ts';
import type { CheckResult } from '../result.ts';
import { type Detail, WHOLE } from './detail.ts';
import { renderChanges } from './render-changes.ts';
import { renderDeployment } from './render-deployment.ts';
import { renderFindings } from './render-findings.ts';

/** Returns the result as Markdown: the changes of a merge first, then the findings and the deployment. */
export function renderCheck(checked: CheckResult, detail: Detail = WHOLE): string {
  const { findings, known, changes, inventory, deployment } = checked;
  const dags = inventory.files.reduce((sum, { dags: found = [] }) => sum + found.length, 0);
  return [
    `## ${headingOf(findings, known)}`,
    `${plural(dags, 'DAG')} in ${plural(inventory.files.length, 'file')}, loaded by Airflow ${inventory.airflow} on Python ${inventory.python}.`,
    changes === undefined
      ? 'The changes of the merge are unknown, because there is no commit to compare with.'
      : markPart(CHANGES, renderChanges(checked, changes, detail)),
    ...(findings.length === 0 ? [] : [renderFindings(findings)]),
    ...(known.length === 0 ? [] : [renderKnown(known, detail)]),
    ...(deployment === undefined ? [] : [renderDeployment(deployment)]),
    '',
  ].join('\n\n');
}

function headingOf(findings: readonly DagFinding[], known: readonly DagFinding[]): string {
  const [errors, old] = [findings, known].map((all) => all.filter(({ level }) => level === 'error').length);
  if (errors) return `❌ ${plural(errors, 'error')} in the DAGs`;
  return old ? '✅ No new errors in the DAGs' : '✅ All DAGs load';
}

/** Returns one line about what the base has too; the job summary also has the table, folded. */
function renderKnown(known: readonly DagFinding[], { whole }: Detail): string {
  const errors = known.filter(({ level }) => level === 'error').length;
  const some = errors === 0 ? '' : `, ${plural(errors, 'error')} among them`;
  const line = `The base has ${plural(known.length, 'more finding')}${some}`;
  if (whole !== undefined) return `${line}: ${link('job summary', whole)}.`;
  return `<details><summary>${line}.</summary>\n\n${renderFindings(known)}\n\n</details>`;
}
