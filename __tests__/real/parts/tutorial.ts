import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Block {
  /** The hosted service that the block needs, from `hosted=…` in its info string. Without it, the block runs anywhere. */
  readonly hosted?: string;
  readonly script: string;
}

/** Returns the command blocks of a page in order. @throws Error for an unknown info string */
export function readCommands(markdown: string): Block[] {
  const fences = [...markdown.matchAll(/^```(?<info>sh\b.*)\n(?<script>[\s\S]*?)^```$/gm)];
  return fences.map(({ groups: { info = '', script = '' } = {} }) => {
    const [, hosted] = /^sh(?: hosted=([a-z-]+))?$/.exec(info) ?? [];
    if (info !== 'sh' && hosted === undefined) throw new Error(`“${info}” is not a valid info string of a command`);
    return { script, ...(hosted !== undefined && { hosted }) };
  });
}

/** Returns the text between `<<'EOF'` and `EOF` in a command. @throws Error if there is none */
export function readHereDocument(script: string): string {
  const text = /<<'?EOF'?\n([\s\S]*?)^EOF$/m.exec(script)?.[1];
  if (text === undefined) throw new Error(`missing here-document in: ${script}`);
  return text;
}

/** A terminal in an empty folder. Exported variables and the working directory last from one command to the next. */
export class Terminal {
  readonly directory: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #state: string;

  private constructor(directory: string, environment: Readonly<Record<string, string>>) {
    this.directory = directory;
    this.#environment = environment;
    this.#state = join(directory, '.state');
  }

  static async open(parent: string, environment: Readonly<Record<string, string>>): Promise<Terminal> {
    const terminal = new Terminal(await mkdtemp(join(parent, 'terminal-')), environment);
    await writeFile(terminal.#state, '');
    return terminal;
  }

  /** Runs a command and returns its output. @throws Error with its standard error if any part fails */
  async type(script: string): Promise<string> {
    const keep = `{ export -p; printf 'cd %q\\n' "$PWD"; } >"${this.#state}"`;
    const whole = `set -euo pipefail\n. "${this.#state}"\n${script}\n${keep}`;
    const env = { ...this.#environment, HOME: this.directory };
    const { stdout } = await run('bash', ['-c', whole], { cwd: this.directory, env });
    return stdout;
  }
}
