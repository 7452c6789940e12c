import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Bridge {
  readonly name: string;
  remove(): Promise<void>;
}

/** Creates a bridge without outside access, for an engine whose builds need a network with this name. */
export async function addBridge(): Promise<Bridge> {
  const name = `flux${process.pid}`;
  await run('ip', ['link', 'add', name, 'type', 'bridge']);
  await run('ip', ['address', 'add', `10.213.${process.pid % 256}.1/24`, 'dev', name]);
  await run('ip', ['link', 'set', name, 'up']);
  return {
    name,
    async remove() {
      await run('ip', ['link', 'delete', name]);
    },
  };
}
