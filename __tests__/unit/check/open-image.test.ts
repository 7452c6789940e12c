import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { waitFor } from '../../../sandbox/wait-for.ts';
import { loadDags } from '../../../src/airflow/load.ts';
import { openImage } from '../../../src/check/open-image.ts';
import type { CheckOptions } from '../../../src/check/options.ts';

const LIMITS = { secondsPerFile: 1, memoryMbPerFile: 1, processes: 1, programs: [], hosts: [] };
const ANSWERS = { variables: {}, connections: {} };
const { PATH } = process.env;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flux-airflow-open-'));
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\n');
  process.env.PATH = `${folder}:${PATH}`;
});
afterEach(() => {
  jest.useRealTimers();
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});

/** A fake docker that records its calls and answers some of them. */
function docker(...cases: string[]): void {
  const lines = ['#!/bin/sh', `echo "$*" >> ${folder}/calls`, 'case "$*" in', ...cases, 'esac', ''];
  writeFileSync(join(folder, 'docker'), lines.join('\n'));
  chmodSync(join(folder, 'docker'), 0o755);
}

function calls(): string[] {
  return readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
}

function open() {
  const options = {
    ...{ workspace: folder, context: folder, file: join(folder, 'Dockerfile'), temp: folder },
    ...{ dags: join(folder, 'airflow/dags'), root: join(folder, 'airflow') },
    ...{
      buildArgs: {},
      buildSecrets: { values: {}, files: {}, ssh: [] },
      platform: 'linux/amd64',
      policy: { check: {} },
      processes: 1,
    },
  };
  return openImage(options as unknown as CheckOptions, folder, undefined);
}

test('removes the image if docker inspect fails', async () => {
  docker('*inspect*) echo "no such image" >&2; exit 1;;');
  await expect(open()).rejects.toMatchObject({
    code: 'image-build-failed',
    message: expect.stringContaining('no such image'),
  });
  const [build = '', inspect = '', remove] = calls();
  const [, name] = /--tag (\S+)/.exec(build) ?? [];
  expect(inspect).toContain(`image inspect --format {{json .Config.Env}} ${name}`);
  expect(remove).toBe(`image rm --force ${name}`);
});

test('removes the container, not only the docker client, if the loader reports nothing for too long', async () => {
  docker('*inspect*) echo "[]";;', 'run*) exec sleep 60;;');
  const python = await open();
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  const loading = expect(loadDags(python, LIMITS, ANSWERS)).rejects.toMatchObject({
    code: 'airflow-missing',
    message: 'docker cannot load the DAGs: the loader reported nothing for 120 s and was killed.',
  });
  await waitFor('docker run', () => calls().some((call) => call.startsWith('run')));
  jest.advanceTimersByTime(120_000);
  await loading;
  const run = calls().find((call) => call.startsWith('run'));
  const [, name] = /--name (\S+)/.exec(run ?? '') ?? [];
  expect(calls().at(-1)).toBe(`rm --force --volumes ${name}`);
});
