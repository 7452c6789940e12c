/** Time between two reloads without a number in the address. GitHub Pages keeps a page for ten minutes. */
const DEFAULT_MINUTES = 5;

/** Shows the page as a wall if the address ends with `?wall`, and reloads it; `?wall=15` sets the minutes. */
export function startWall(switcher: HTMLAnchorElement): void {
  const minutes = wallMinutes(location.search);
  if (minutes === undefined) return;
  document.documentElement.dataset.wall = '';
  switcher.href = location.pathname;
  switcher.textContent = 'Leave wall mode';
  // Without a network, a reload would replace the page by the browser's error page, which does not reload itself.
  setInterval(() => navigator.onLine && location.reload(), minutes * 60_000);
}

/** Returns the minutes between two reloads; `undefined` if the address asks for no wall. */
export function wallMinutes(query: string): number | undefined {
  const value = new URLSearchParams(query).get('wall');
  if (value === null) return undefined;
  const minutes = Number(value);
  return minutes >= 1 && minutes <= 1440 ? minutes : DEFAULT_MINUTES;
}
