import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../../../sandbox/http/free-ports.ts';

const READY_LIMIT_MS = 60_000;

/** Moto's server of AWS's API on a free port of loopback. */
export async function startMoto(program: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const [port] = await freePorts(1);
  const child = spawn(program, ['--host', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  const end = Date.now() + READY_LIMIT_MS;
  while (!(await answers(url))) {
    if (Date.now() > end || child.exitCode !== null) {
      child.kill();
      throw new Error('moto_server did not start');
    }
    await sleep(200);
  }
  return {
    url,
    async close() {
      const closed = once(child, 'close');
      child.kill();
      await closed;
    },
  };
}

function answers(url: string): Promise<boolean> {
  return fetch(`${url}/moto-api/`).then(
    ({ ok }) => ok,
    () => false,
  );
}
