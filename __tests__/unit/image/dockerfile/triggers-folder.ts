import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Context } from '../../../../src/image/context/context.ts';
import { makeIgnore } from '../../../../src/image/context/ignore.ts';
import type { Dockerfile } from '../../../../src/image/dockerfile/dockerfile.ts';
import { inlineTriggers } from '../../../../src/image/dockerfile/inline-triggers.ts';
import { parseDockerfile } from '../../../../src/image/dockerfile/parse-dockerfile.ts';

/** The triggers of a base image that installs the project's packages. */
export const INSTALL = ['COPY requirements.txt .', 'RUN pip install -r requirements.txt'];

/** A build context with a folder `dags` and an empty `requirements.txt`. */
export class TriggersFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'flux-airflow-triggers-'));

  constructor() {
    mkdirSync(join(this.root, 'dags'));
    this.write('requirements.txt', '');
  }

  write(path: string, text: string): void {
    mkdirSync(join(this.root, path, '..'), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  inline(triggers: readonly string[], text = 'FROM astro\nENV A=1\nCOPY dags dags\n'): Dockerfile {
    return inlineTriggers(parseDockerfile(text, 'Dockerfile'), triggers, new Context(this.root, makeIgnore('')));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
