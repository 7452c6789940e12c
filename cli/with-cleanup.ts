const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Does work, and cleans up after it: also after an error, and before a signal ends the process. */
export async function withCleanup<T>(clean: () => Promise<unknown>, work: () => Promise<T>): Promise<T> {
  const stop = (signal: NodeJS.Signals) => {
    void clean().finally(() => {
      for (const each of SIGNALS) process.removeAllListeners(each);
      process.kill(process.pid, signal);
    });
  };
  for (const signal of SIGNALS) process.once(signal, stop);
  try {
    return await work();
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    await clean();
  }
}
