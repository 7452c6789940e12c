import { once } from 'node:events';
import { extname, join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Finding } from '../errors.ts';
import type { ShippedText } from './thread/find-secrets.ts';
import type { Question } from './thread/index.ts';

/** Loads the rules while the registry answers, and reads while the layer is compressed, on a processor of its own. */
const thread = new Worker(join(import.meta.dirname, `thread/index${extname(import.meta.filename)}`));
thread.unref();
const failed = once(thread, 'error').then(([error]) => Promise.reject(error));
// Whoever asks sees the error.
failed.catch(() => {});

/** What looks like a secret in these files, by what they hold. @throws errors of the file system */
export async function askThread(files: readonly ShippedText[]): Promise<Finding[]> {
  const { port1: port, port2 } = new MessageChannel();
  const question: Question = { files, port: port2 };
  thread.postMessage(question, [port2]);
  try {
    const [findings] = await Promise.race([once(port, 'message'), failed]);
    return findings;
  } finally {
    port.close();
  }
}
