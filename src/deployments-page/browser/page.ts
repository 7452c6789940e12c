import type { PageData } from '../data.ts';
import { keepAges } from './ages.ts';
import { Charts } from './charts.ts';
import { byId } from './element.ts';
import { HistoryTable } from './history-table.ts';
import { watchTheme } from './theme.ts';
import { startWall } from './wall.ts';

const data: PageData = JSON.parse(byId('data').textContent ?? '');
const chosen = byId<HTMLSelectElement>('file');

startWall(byId<HTMLAnchorElement>('wall'));
watchTheme();
const history = new HistoryTable(byId('history'), data);
const charts = new Charts(byId('charts'), byId<HTMLSelectElement>('weeks'));

function showChosen(): void {
  const { value } = chosen;
  const events = value === '' ? data.events : data.events.filter(({ file }) => file === Number(value));
  for (const each of document.querySelectorAll<HTMLElement>('[data-file]')) {
    each.hidden = value !== '' && each.dataset.file !== value;
  }
  for (const board of document.querySelectorAll<HTMLElement>('.board')) {
    board.hidden = board.querySelector('.card:not([hidden])') === null;
  }
  history.show(events);
  charts.show(events);
}

chosen.addEventListener('change', showChosen);
showChosen();
keepAges(data.readAt);
