import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Context } from '../../../../src/image/context/context.ts';
import { makeIgnore } from '../../../../src/image/context/ignore.ts';
import { parseDockerfile } from '../../../../src/image/dockerfile/parse-dockerfile.ts';
import { splitDockerfile } from '../../../../src/image/dockerfile/split.ts';
import { applyInstructions, type Code } from '../../../../src/image/layer/apply-instructions.ts';
import type { Settings } from '../../../../src/image/oci/image-config.ts';
import type { Folder, RuntimeFiles } from '../../../../src/image/runtime/runtime-files.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flux-airflow-change-'));
  mkdirSync(join(root, 'bin'));
  for (const name of ['a.sh', 'b.sh', '.c.sh', 'd.txt']) writeFileSync(join(root, 'bin', name), name, { mode: 0o644 });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const folder = (mode: number, uid: number): Folder => ({ mode, uid, gid: 0, unlisted: false });
const RUNTIME: RuntimeFiles = {
  folders: new Map([
    ['/opt', folder(0o755, 0)],
    ['/opt/airflow', folder(0o775, 50_000)],
    ['/opt/airflow/used', folder(0o775, 50_000)],
    ['/closed', folder(0o700, 0)],
    ['/usr/bin', folder(0o755, 0)],
  ]),
  links: new Map([['/bin', 'usr/bin']]),
  files: new Set(['/usr/bin/sh', '/usr/bin/chmod', '/usr/bin/chown', '/opt/airflow/used/old.sh']),
  passwd: 'root:x:0:0::/root:/bin/sh\nairflow:x:50000:50::/home/airflow:/bin/sh\n',
  group: 'root:x:0:\nstaff:x:50:\n',
  packages: [],
};

function apply(code: string, settings: Settings = {}, files = RUNTIME): Promise<Code> {
  const split = splitDockerfile(parseDockerfile(`FROM base\nRUN x\n${code}\n`, 'Dockerfile'));
  const config = {
    architecture: 'amd64',
    os: 'linux',
    config: { WorkingDir: '/opt/airflow', ...settings },
    rootfs: { type: 'layers' as const, diff_ids: [] },
  };
  const context = new Context(root, makeIgnore(''));
  return applyInstructions({ split, buildArgs: {}, platform: 'linux/amd64', context, config, files });
}

async function modesOf(code: string, settings?: Settings): Promise<string[]> {
  const { entries } = await apply(code, settings);
  const files = entries.filter(([path]) => path.startsWith('/opt/airflow/bin'));
  return files.map(([path, { mode, uid, gid }]) => `${path.slice(13)} ${mode.toString(8)} ${uid}:${gid}`);
}

test('chmod by a wildcard leaves hidden files', async () => {
  expect(await modesOf('COPY bin bin\nRUN chmod +x bin/*.sh')).toEqual([
    ...['bin 755 0:0', 'bin/.c.sh 644 0:0', 'bin/a.sh 755 0:0', 'bin/b.sh 755 0:0', 'bin/d.txt 644 0:0'],
  ]);
});

test('chown of a tree takes the group of the account', async () => {
  expect(await modesOf('COPY bin bin\nRUN chown -R airflow: bin && chmod 700 bin')).toEqual([
    ...['bin 700 50000:50', 'bin/.c.sh 644 50000:50', 'bin/a.sh 644 50000:50', 'bin/b.sh 644 50000:50'],
    'bin/d.txt 644 50000:50',
  ]);
  expect(await modesOf('COPY bin/a.sh bin/\nRUN chown airflow bin/a.sh')).toContain('bin/a.sh 644 50000:0');
  expect(await modesOf('COPY bin/a.sh bin/\nRUN chown :staff bin/a.sh')).toContain('bin/a.sh 644 0:50');
});

test('the owner may change a mode, and the history has the line', async () => {
  const code = await apply('COPY --chown=airflow:root bin bin\nRUN chmod 600 bin/a.sh', { User: 'airflow' });
  expect(code.entries).toContainEqual(['/opt/airflow/bin/a.sh', expect.objectContaining({ mode: 0o600, uid: 50_000 })]);
  expect(code.history.at(-1)).toEqual({ line: 'RUN /bin/sh -c chmod 600 bin/a.sh # buildkit', makesFiles: true });
});

test.each<[string, string, Settings?]>([
  ['USER is not the owner', 'COPY bin bin\nRUN chmod +x bin/a.sh', { User: 'airflow' }],
  [
    'USER may not open /closed',
    'COPY --chown=airflow bin /closed/bin\nRUN chmod +x /closed/bin/a.sh',
    { User: 'airflow' },
  ],
  ['only root may change an owner', 'COPY --chown=airflow bin bin\nRUN chown airflow bin/a.sh', { User: 'airflow' }],
  ['is not a file of the code', 'COPY bin bin\nRUN chmod +x bin/missing.sh'],
  ['is not a file of the code', 'COPY bin used\nRUN chmod +x used/*.sh'],
  ['has files of the runtime image below it', 'COPY bin used\nRUN chmod -R 700 used'],
  ['chmod u=rwx', 'COPY bin bin\nRUN chmod u=rwx bin/a.sh'],
  ['special mode bits', 'COPY --chmod=4755 bin bin\nRUN chmod 755 bin/a.sh'],
  ['chmod 4755', 'COPY bin bin\nRUN chmod 4755 bin/a.sh'],
  ['no user guest', 'COPY bin bin\nRUN chown guest bin/a.sh'],
  ['chown 7:', 'COPY bin bin\nRUN chown 7: bin/a.sh'],
  ['$NONE has no plain value', 'COPY bin bin\nRUN chmod 600 bin/a.sh$NONE'],
  ['$TWO has no plain value', 'ENV TWO="a b"\nCOPY bin bin\nRUN chmod 600 bin/$TWO'],
  ['it is unknown what bin/*.py names', 'COPY bin bin\nRUN chmod 600 bin/*.py'],
  ['SHELL is not a shell', 'SHELL ["/python", "-c"]\nCOPY bin bin\nRUN chmod 600 bin/a.sh'],
  ['the code has accounts', 'COPY bin/a.sh /etc/passwd\nRUN chmod 600 /etc/passwd'],
])('leaves to Docker: %s', async (reason, code, settings = {}) => {
  await expect(apply(code, settings)).rejects.toMatchObject({
    name: 'NeedsDocker',
    message: expect.stringContaining(reason),
  });
});

test('leaves a runtime without these programs to Docker', async () => {
  const files = { ...RUNTIME, files: new Set<string>() };
  await expect(apply('COPY bin bin\nRUN chmod 600 bin/a.sh', {}, files)).rejects.toThrow('no /bin/sh');
});
