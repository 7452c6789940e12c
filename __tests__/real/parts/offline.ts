import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../../..');

/** The name of the base image in this repository's Dockerfile. */
export const AIRFLOW_BASE = 'apache/airflow:3.3.2-python3.13';

/** Returns this repository's Dockerfile with requirements from a folder `wheels`, because its RUN has no network access. */
export async function offlineDockerfile(): Promise<string> {
  const own = await readFile(join(ROOT, 'Dockerfile'), 'utf8');
  const install = 'COPY wheels /wheels\nRUN pip install --no-index --find-links /wheels';
  const offline = own.replace('RUN pip install', install);
  if (offline === own) throw new Error('the Dockerfile has no “RUN pip install”');
  return offline;
}

/** Downloads the requirements into a folder. `scratch` is for temporary files. */
export async function downloadWheels(wheels: string, scratch: string): Promise<void> {
  await run('python3', ['-m', 'venv', scratch]);
  const download = ['download', '--no-deps', '--quiet', '--dest', wheels];
  await run(join(scratch, 'bin/pip'), [...download, '--requirement', join(ROOT, 'requirements.txt')]);
}

/** Returns this Dockerfile and its wheels as files of a repository, path → content. */
export async function offlineFiles(scratch: string): Promise<Record<string, string | Buffer>> {
  const wheels = join(scratch, 'wheels');
  await downloadWheels(wheels, join(scratch, 'venv'));
  const names = await readdir(wheels);
  const files = names.map(async (name) => [`wheels/${name}`, await readFile(join(wheels, name))] as const);
  return {
    ...Object.fromEntries(await Promise.all(files)),
    Dockerfile: await offlineDockerfile(),
    '.dockerignore': '.git\n',
  };
}
