import { execFile } from 'node:child_process';
import { parseJsonObject } from '../../parse-json.ts';
import type { Credentials } from '../credentials.ts';
import { RegistryError } from '../errors.ts';

const LIMIT_MS = 30_000;

/**
 * Returns a credential helper's credentials for a key of Docker's configuration; `undefined` if it has none. The helper
 * reads the key from its standard input. https://github.com/docker/docker-credential-helpers#development
 * @param helper its name without `docker-credential-`
 * @throws RegistryError `credential-helper` if it does not start, takes longer than `limitMs`, or returns invalid credentials
 */
export async function runCredentialHelper(
  helper: string,
  key: string,
  environment: NodeJS.ProcessEnv,
  limitMs: number = LIMIT_MS,
): Promise<Credentials | undefined> {
  const program = `docker-credential-${helper}`;
  const { promise, resolve } = Promise.withResolvers<{ stdout: string; error: Failure | null }>();
  const options = { env: environment, timeout: limitMs, killSignal: 'SIGKILL' } as const;
  const child = execFile(program, ['get'], options, (error, stdout) => resolve({ stdout, error }));
  // The helper may exit without reading its input.
  child.stdin?.on('error', () => {});
  child.stdin?.end(key);
  const { stdout, error } = await promise;
  if (error === null) return parseAnswer(program, stdout);
  if (error.killed === true) throw unusable(program, `did not answer within ${limitMs / 1000} s`);
  if (typeof error.code !== 'number') throw unusable(program, 'did not start', error);
  return undefined;
}

type Failure = Error & { readonly killed?: boolean | undefined; readonly code?: number | string | null | undefined };

/** Leaves invalid output out of the error, because it may still contain a secret. */
function parseAnswer(program: string, text: string): Credentials {
  const { Username: username, Secret: password } = parseJsonObject(text) ?? {};
  if (typeof username === 'string' && typeof password === 'string') return { username, password };
  throw unusable(program, 'returned invalid credentials');
}

function unusable(program: string, what: string, cause?: unknown): RegistryError {
  const message = `The credential helper ${program} (from config.json) ${what}.`;
  return new RegistryError('credential-helper', message, { cause });
}
