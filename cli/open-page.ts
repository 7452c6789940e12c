import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'open', linux: 'xdg-open' };

/** Opens a file in the browser, if this terminal has a person and a desktop. Never fails: the path is printed anyway. */
export function openPage(file: string): void {
  const opener = OPENERS[process.platform];
  const hasDesktop = process.platform === 'darwin' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  if (opener === undefined || !hasDesktop || !process.stdout.isTTY || process.env.CI !== undefined) return;
  const child = spawn(opener, [pathToFileURL(file).href], { detached: true, stdio: 'ignore' });
  child.on('error', () => undefined);
  child.unref();
}
