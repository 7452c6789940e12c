import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePorts } from '../../../sandbox/http/free-ports.ts';
import { waitFor } from '../../../sandbox/wait-for.ts';

const READY_LIMIT_MS = 60_000;

/** Starts moto's server of AWS's API on a free port of loopback. */
export async function startMoto(program: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const [port] = await freePorts(1);
  const child = spawn(program, ['--host', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  const isReady = async () => {
    if (child.exitCode !== null) throw new Error(`moto_server ended with ${child.exitCode}`);
    return answers(url);
  };
  try {
    await waitFor('an answer of moto_server', isReady, { limitMs: READY_LIMIT_MS, everyMs: 200 });
  } catch (error) {
    child.kill();
    throw error;
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
