import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Python } from '../../../src/airflow/python.ts';

const SCRIPT = resolve(import.meta.dirname, 'warm_loader.py');

/** A process that has imported Airflow, and runs the loader in forks: a load takes a quarter of the time. */
export class WarmLoader {
  readonly #server: ChildProcess;
  readonly #socket: string;

  private constructor(server: ChildProcess, socket: string) {
    this.#server = server;
    this.#socket = socket;
  }

  /** Starts it with the environment of a Python. `socket`: a path. */
  static async start(python: Python, loader: string, socket: string): Promise<WarmLoader> {
    const { command, environment, cwd } = python;
    const server = spawn(command, [SCRIPT, 'serve', socket, loader], {
      ...(cwd === undefined ? {} : { cwd }),
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(server.stdout ?? server, 'data');
    return new WarmLoader(server, socket);
  }

  /** Returns the arguments of a Python that runs the loader in the process. */
  get args(): readonly string[] {
    return ['-S', SCRIPT, 'run', this.#socket];
  }

  stop(): void {
    this.#server.kill();
  }
}
