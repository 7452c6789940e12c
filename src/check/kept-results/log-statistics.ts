import { info } from '@actions/core';
import { plural } from '../../plural.ts';
import type { Statistics } from './incremented.ts';

const MAX_NAMES = 3;

/** Logs how many files were loaded and why, and which will be loaded again the next time. */
export function logStatistics(side: string, { kept, loaded, unkept }: Statistics): void {
  info(`${side}: kept the results of ${plural(kept, 'file')}, loaded ${plural(loaded.size, 'file')}.`);
  logReasons('loaded because', loaded);
  logReasons('loaded again each time because', unkept);
}

function logReasons(text: string, reasons: ReadonlyMap<string, string>): void {
  for (const [reason, files] of Map.groupBy([...reasons], ([, because]) => because)) {
    const names = files.slice(0, MAX_NAMES).map(([file]) => file);
    const more = files.length > names.length ? ', …' : '';
    info(`  ${plural(files.length, 'file')} ${text} ${reason}: ${names.join(', ')}${more}`);
  }
}
