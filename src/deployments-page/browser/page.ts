import type { PageData } from '../data.ts';
import { byId } from './element.ts';
import { HistoryTable } from './history-table.ts';
import { Plots } from './plots.ts';
import { watchTheme } from './theme.ts';

const data: PageData = JSON.parse(byId('data').textContent ?? '');
const chosen = byId<HTMLSelectElement>('file');
const history = new HistoryTable(byId('history'), data);
const plots = new Plots(byId('plots'));

function showChosen(): void {
  const { value } = chosen;
  const events = value === '' ? data.events : data.events.filter(({ file }) => file === Number(value));
  for (const row of document.querySelectorAll<HTMLElement>('tr[data-file]')) {
    row.hidden = value !== '' && row.dataset.file !== value;
  }
  history.show(events);
  plots.show(events);
}

watchTheme(() => plots.redraw());
chosen.addEventListener('change', showChosen);
showChosen();
