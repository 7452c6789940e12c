/** Makes the table of what check reports beyond Airflow. */
import { CATALOG } from '../src/airflow/findings/catalog.ts';
import { code, link } from '../src/markdown.ts';
import { renderTable } from './table.ts';

const BEGIN = '<!-- levels: made by npm run docs -->';
const END = '<!-- end of levels -->';

/** Returns the page with a new table between its marks. */
export function fillLevels(page: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from === -1 || to === -1) throw new Error(`dag-findings.md lacks ${BEGIN} or ${END}`);
  return `${page.slice(0, from + BEGIN.length)}\n\n${renderLevels()}\n\n${page.slice(to)}`;
}

function renderLevels(): string {
  const rows = Object.entries(CATALOG).flatMap(([name, { level, reason }]) =>
    reason === undefined ? [] : [[link(code(name), `#${name}`), level, reason]],
  );
  return renderTable(['code', 'default level', 'reason'], rows).join('\n');
}
