import { setTimeout as sleep } from 'node:timers/promises';
import { settle } from '../src/eager.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** How long a signal waits for work that has lost what it needs, and so soon fails. */
const WORK_LIMIT_MS = 5_000;

/**
 * Does work, and cleans up after it: also after an error, and before a signal ends the process. Then it cleans up twice,
 * because the work can write until it fails. `clean` may be called again.
 */
export async function withCleanup<T>(clean: () => Promise<unknown>, work: () => Promise<T>): Promise<T> {
  let ending: Promise<void> | undefined;
  const stop = (signal: NodeJS.Signals) => {
    ending ??= end(signal);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  const working = work();
  const end = async (signal: NodeJS.Signals) => {
    await settle(clean());
    await Promise.race([settle(working), sleep(WORK_LIMIT_MS)]);
    await settle(clean());
    for (const each of SIGNALS) process.removeAllListeners(each);
    process.kill(process.pid, signal);
  };
  try {
    return await working;
  } finally {
    // The signal ends the process, so nothing may follow.
    if (ending !== undefined) await ending.then(() => sleep(WORK_LIMIT_MS));
    for (const signal of SIGNALS) process.off(signal, stop);
    await clean();
  }
}
