/**
 * Loaded into each process of a step by NODE_OPTIONS: when it ends, appends the processor time of the process and of the
 * children that it waited for, in milliseconds, to the file in PROCESSOR_TIME.
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
import { appendFileSync, readFileSync } from 'node:fs';

/** A clock tick of Linux, in milliseconds. */
const TICK_MS = 10;

process.on('exit', () => {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  // utime, stime, cutime and cstime.
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  appendFileSync(process.env.PROCESSOR_TIME ?? '', `${ticks * TICK_MS}\n`);
});
