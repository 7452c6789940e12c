import { renderTable } from '../../../scripts/table.ts';
import type { Way } from './merge-paths.ts';

const BEGIN = '<!-- generated from __tests__/e2e/merge-paths/merge-paths.ts by npm run docs -->';
const END = '<!-- end of what is generated -->';

/** Returns the page with the table of the scenarios. */
export function fillTable(page: string, ways: readonly Way[]): string {
  const [before] = page.split(BEGIN);
  const after = page.split(END)[1];
  return `${before}${BEGIN}\n\n${tableOf(ways)}\n\n${END}${after}`;
}

function tableOf(ways: readonly Way[]): string {
  const head = ['how the change arrives', 'merged by', 'GitHub’s rules', 'the proof'];
  const rows = ways.map(({ name, merges, stopped, refusal }) => [
    name,
    merges ? 'any method' : 'push',
    stopped ? 'block' : 'allow',
    refusal === undefined ? 'accepts' : '**rejects**',
  ]);
  return renderTable(head, rows).join('\n');
}
