import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pem } from '@sigstore/core';
import { requirePart } from '../../scripts/parts/installed.ts';
import { freePorts } from '../http/free-ports.ts';
import { waitFor } from '../wait-for.ts';

const READY_LIMIT_MS = 60_000;

export interface Fulcio {
  readonly url: string;
  /** The certificate of its authority, DER. */
  readonly root: Buffer;
  close(): Promise<void>;
}

/** Starts Sigstore's own Fulcio, which trusts one issuer of jobs, with a new authority and without a log of certificates. */
export async function startFulcio(issuer: string): Promise<Fulcio> {
  const directory = await mkdtemp(join(tmpdir(), 'flux-airflow-fulcio-'));
  const [port, grpc, metrics] = await freePorts(3);
  const url = `http://127.0.0.1:${port}`;
  const config = join(directory, 'config.json');
  const trusted = { IssuerURL: issuer, ClientID: 'sigstore', Type: 'github-workflow' };
  await writeFile(config, JSON.stringify({ OIDCIssuers: { [issuer]: trusted } }));
  const args = ['serve', '--ca=ephemeralca', '--ct-log-url=', '--host=127.0.0.1', '--grpc-host=127.0.0.1'];
  const ports = [`--port=${port}`, `--grpc-port=${grpc}`, `--metrics-port=${metrics}`, `--config-path=${config}`];
  const legacy = `--legacy-unix-domain-socket=${join(directory, 'legacy.sock')}`;
  const child = spawn(requirePart('fulcio'), [...args, ...ports, legacy], { cwd: directory, stdio: 'ignore' });
  const closed = once(child, 'close').catch(() => undefined);
  const close = async () => {
    child.kill('SIGKILL');
    await closed;
    await rm(directory, { recursive: true, force: true });
  };
  try {
    return { url, root: await readRoot(url), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readRoot(url: string): Promise<Buffer> {
  let root: Buffer | undefined;
  const isReady = async () => {
    const answer = await fetch(`${url}/api/v2/trustBundle`).catch(() => undefined);
    if (answer?.ok !== true) return false;
    const { chains } = (await answer.json()) as { chains: { certificates: string[] }[] };
    const [certificate] = chains[0]?.certificates ?? [];
    root = certificate === undefined ? undefined : pem.toDER(certificate);
    return root !== undefined;
  };
  await waitFor(`the trust bundle of Fulcio at ${url}`, isReady, { limitMs: READY_LIMIT_MS, everyMs: 50 });
  if (root === undefined) throw new Error('Fulcio has no root');
  return root;
}
