import { formatAge } from '../../time.ts';

/** Age from which the page may no longer be published: it is usually written every hour. */
const STALE_MS = 3 * 3_600_000;

/** Keeps “4 minutes ago” true while the page is open, and marks a page that was read long ago. */
export function keepAges(readAt: string): void {
  const refresh = () => {
    for (const time of document.querySelectorAll('time')) time.textContent = formatAge(time.dateTime);
    document.documentElement.classList.toggle('stale', Date.now() - Date.parse(readAt) > STALE_MS);
  };
  refresh();
  setInterval(refresh, 60_000);
}
