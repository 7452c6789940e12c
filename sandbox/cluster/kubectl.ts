import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { start } from '../processes/start.ts';
import { waitFor } from '../wait-for.ts';

const LOOK_EVERY_MS = 200;
const MANIFESTS = join(import.meta.dirname, 'manifests');

/** Runs kubectl on one cluster. */
export class Kubectl {
  readonly #program: string;
  readonly #kubeconfig: string;

  constructor(program: string, kubeconfig: string) {
    this.#program = program;
    this.#kubeconfig = kubeconfig;
  }

  /** Runs a command and returns its output. @throws Error with its error output */
  async run(args: readonly string[], input = ''): Promise<string> {
    const { out, err, code } = await start({
      program: this.#program,
      args: ['--kubeconfig', this.#kubeconfig, ...args],
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' },
      input: Buffer.from(input),
    });
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${Buffer.from(err).toString().trim()}`);
    return Buffer.from(out).toString();
  }

  /** Returns true if a command succeeds. */
  async succeeds(args: readonly string[]): Promise<boolean> {
    return this.run(args).then(
      () => true,
      () => false,
    );
  }

  /** Waits until a command succeeds. @throws Error with its last error output */
  async until(args: readonly string[], limitMs = 180_000): Promise<void> {
    let last = '';
    const attempt = async () => {
      try {
        await this.run(args);
        return true;
      } catch (error) {
        last = String(error);
        return false;
      }
    };
    await waitFor(`kubectl ${args.join(' ')}`, attempt, { limitMs, everyMs: LOOK_EVERY_MS, explain: () => last });
  }

  /** Returns resources, such as those of `['pods', '--all-namespaces']`. */
  async get<T>(args: readonly string[]): Promise<T> {
    return JSON.parse(await this.run(['get', ...args, '--output', 'json']));
  }

  /** Applies resources. */
  async apply(resources: readonly object[], ...args: string[]): Promise<void> {
    await this.run(
      ['apply', ...args, '--filename', '-'],
      resources.map((each) => JSON.stringify(each)).join('\n---\n'),
    );
  }

  /** Applies a file of `manifests/`, with a value for each `${NAME}`. */
  async applyFile(name: string, values: Readonly<Record<string, string>> = {}, ...args: string[]): Promise<void> {
    await this.run(['apply', ...args, '--filename', '-'], await readManifest(name, values));
  }
}

/** Reads a file of `manifests/`, with a value for each `${NAME}`. @throws Error if a value is missing */
export async function readManifest(name: string, values: Readonly<Record<string, string>> = {}): Promise<string> {
  const raw = await readFile(join(MANIFESTS, name), 'utf8');
  return raw.replace(/\$\{(\w+)\}/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined) throw new Error(`${name} needs a value for ${key}`);
    return value;
  });
}
