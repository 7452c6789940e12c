import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { waitFor } from '../wait-for.ts';

/** Time limit for a program to end before it is killed, in milliseconds. */
const TIMEOUT_MS = 15_000;
const LOOK_EVERY_MS = 100;
/** Less frequent garbage collection in Go programs: here memory is cheaper than time. https://pkg.go.dev/runtime#hdr-Environment_Variables */
const GOGC = '400';
const LAST_LINES = 15;

interface Started {
  readonly file: string;
  readonly name: string;
  readonly pid: number;
  /** The kernel's start time, because another process may get the same id later. */
  readonly begun: string;
}

/**
 * Programs that outlive this process. One folder records them, so that another process can end them:
 * `run/<order>-<name>` contains process id and start time, `log/<name>` the program's output.
 */
export class Processes {
  readonly #run: string;
  readonly #log: string;

  constructor(directory: string) {
    this.#run = join(directory, 'run');
    this.#log = join(directory, 'log');
  }

  /** Starts a program, and waits until the probe is true. @throws Error with its last output */
  async start(
    name: string,
    command: readonly string[],
    ready: () => Promise<boolean>,
    { environment = {}, limitMs = 180_000 }: { environment?: Record<string, string>; limitMs?: number } = {},
  ): Promise<void> {
    await Promise.all([mkdir(this.#run, { recursive: true }), mkdir(this.#log, { recursive: true })]);
    const log = join(this.#log, name);
    const output = openSync(log, 'a');
    const [program = '', ...args] = command;
    const env = { PATH: process.env.PATH, GOGC, ...environment };
    const child = spawn(program, args, { detached: true, stdio: ['ignore', output, output], env });
    closeSync(output);
    child.once('error', () => undefined).unref();
    if (child.pid === undefined) throw new Error(`${program} could not be started`);
    const order = String((await this.#started()).length).padStart(2, '0');
    await writeFile(join(this.#run, `${order}-${name}`), `${child.pid} ${await readBeginning(child.pid)}`);
    await waitUntilReady(name, child.pid, ready, { limitMs, explain: () => readEnd(log) });
  }

  /** Ends the program with this name, if it is running. */
  async end(name: string): Promise<void> {
    for (const started of await this.#started()) if (started.name === name) await this.#end(started);
  }

  /** Ends all programs in reverse order. */
  async close(): Promise<void> {
    for (const started of (await this.#started()).toReversed()) await this.#end(started);
  }

  async #started(): Promise<Started[]> {
    const names = (await readdir(this.#run).catch(() => [])).toSorted();
    return Promise.all(
      names.map(async (name) => {
        const file = join(this.#run, name);
        const [pid = '', begun = ''] = (await readFile(file, 'utf8')).split(' ');
        return { file, name: basename(name).slice(3), pid: Number(pid), begun };
      }),
    );
  }

  async #end({ file, pid, begun }: Started): Promise<void> {
    const isThere = async () => begun !== '' && (await readBeginning(pid)) === begun;
    const kill = Date.now() + TIMEOUT_MS;
    const isGone = async () => {
      if (!(await isThere())) return true;
      if (Date.now() > kill) process.kill(pid, 'SIGKILL');
      return false;
    };
    if (await isThere()) process.kill(pid);
    await waitFor(`the end of ${basename(file)}`, isGone, { limitMs: 2 * TIMEOUT_MS, everyMs: LOOK_EVERY_MS });
    await rm(file);
  }
}

/** @throws Error with the explanation if the program ends, or is not ready within the time limit */
async function waitUntilReady(
  name: string,
  pid: number,
  ready: () => Promise<boolean>,
  options: { readonly limitMs: number; readonly explain: () => Promise<string> },
): Promise<void> {
  const isReady = async () => {
    if (await ready().catch(() => false)) return true;
    if ((await readBeginning(pid)) === '')
      throw new Error(`${name} ended before it was ready:\n${await options.explain()}`);
    return false;
  };
  await waitFor(`${name} to be ready`, isReady, { ...options, everyMs: LOOK_EVERY_MS });
}

async function readEnd(log: string): Promise<string> {
  return (await readFile(log, 'utf8')).trim().split('\n').slice(-LAST_LINES).join('\n');
}

/** Returns field 22 of https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; empty if the process has ended. */
async function readBeginning(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? '' : (rest[18] ?? '');
}
