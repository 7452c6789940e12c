import { type MessagePort, parentPort } from 'node:worker_threads';
import { findSecrets, type ShippedText } from './find-secrets.ts';

export interface Question {
  readonly files: readonly ShippedText[];
  /** Takes the findings. */
  readonly port: MessagePort;
}

parentPort?.on('message', async ({ files, port }: Question) => port.postMessage(await findSecrets(files)));
