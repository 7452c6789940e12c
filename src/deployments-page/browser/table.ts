import { UNKNOWN } from '../format.ts';
import { element } from './element.ts';

export interface TableCell {
  readonly className?: string;
  readonly content: readonly (Node | string)[];
}

/** Returns a region with a table. The roles stay when the style sheet turns rows into cards, as it does on a phone. */
export function tableRegion(title: string, heads: readonly HTMLElement[], body: HTMLElement): HTMLElement {
  const table = element(
    'table',
    { class: 'stack', role: 'table' },
    element('caption', {}, title),
    element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...heads)),
    body,
  );
  return element('div', { class: 'scroll', role: 'region', 'aria-label': `${title}, table`, tabindex: '0' }, table);
}

export function tableBody(): HTMLElement {
  return element('tbody', { role: 'rowgroup' });
}

export function tableHead(content: Node | string, className = ''): HTMLElement {
  return element('th', { scope: 'col', role: 'columnheader', class: className }, content);
}

/** Returns a row; each cell knows the name of its column, which a card shows. */
export function tableRow(names: readonly string[], cells: readonly TableCell[]): HTMLElement {
  const made = cells.map(({ className = '', content }, index) =>
    element(
      'td',
      { role: 'cell', class: className, 'data-label': names[index] ?? '', ...unknown(content) },
      element('div', {}, ...content),
    ),
  );
  return element('tr', { role: 'row' }, ...made);
}

/** Marks a cell without a value, which a card leaves out. */
function unknown(content: TableCell['content']): Readonly<Record<string, string>> {
  return content.length === 1 && content[0] === UNKNOWN ? { 'data-unknown': '' } : {};
}
