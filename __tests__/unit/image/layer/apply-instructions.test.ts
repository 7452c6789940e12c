import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Context } from '../../../../src/image/context/context.ts';
import { readIgnore } from '../../../../src/image/context/ignore.ts';
import { parseDockerfile } from '../../../../src/image/dockerfile/parse-dockerfile.ts';
import { splitDockerfile } from '../../../../src/image/dockerfile/split.ts';
import { globalArgs, lookupIn } from '../../../../src/image/dockerfile/words/variables.ts';
import { applyInstructions, type Code } from '../../../../src/image/layer/apply-instructions.ts';
import type { Settings } from '../../../../src/image/oci/image-config.ts';
import type { Folder, RuntimeFiles } from '../../../../src/image/runtime/runtime-files.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flux-airflow-context-'));
  write({ 'dags/a.py': 'a', 'dags/sub/b.py': 'b', 'one.txt': '1', 'two.txt': '2' });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const folder = (unlisted = false): Folder => ({ mode: 0o755, uid: 0, gid: 0, unlisted });
const RUNTIME: RuntimeFiles = {
  folders: new Map([
    ['/', folder()],
    ['/opt', folder()],
    ['/opt/airflow', { mode: 0o2775, uid: 50_000, gid: 0, unlisted: false }],
    ['/opt/airflow/dags', folder()],
    ['/usr', folder()],
    ['/usr/lib', folder()],
    ['/deep', folder(true)],
  ]),
  links: new Map([
    ['/lib', 'usr/lib'],
    ['/opt/airflow/link.txt', '/usr/lib/target.txt'],
    ['/opt/airflow/folder-link', '../../usr'],
  ]),
  files: new Set(['/opt/airflow/airflow.cfg']),
  passwd: 'root:x:0:0::/root:/bin/sh\nairflow:x:50000:0::/home/airflow:/bin/sh\n',
  packages: [],
  group: 'root:x:0:\nstaff:x:50:airflow\n',
};

async function carry(code: string, settings: Settings = {}, files = RUNTIME): Promise<Code> {
  const split = splitDockerfile(
    parseDockerfile(`FROM base\nARG GIVEN=default\nENV FIXED=1\nRUN x\n${code}`, 'Dockerfile'),
  );
  const context = new Context(root, await readIgnore(root, join(root, 'Dockerfile')));
  const config = {
    architecture: 'amd64',
    os: 'linux',
    config: { WorkingDir: '/opt/airflow', ...settings },
    rootfs: { type: 'layers' as const, diff_ids: [] },
  };
  return applyInstructions({ split, buildArgs: {}, platform: 'linux/amd64', context, config, files });
}

async function paths(code: string, settings?: Settings): Promise<string[]> {
  const { entries } = await carry(code, settings);
  return entries
    .filter(([path]) => !RUNTIME.folders.has(path))
    .map(([path, { type, mode, uid, gid }]) => `${path} ${type} ${mode.toString(8)} ${uid}:${gid}`);
}

test.each([
  [
    'a folder’s content into an existing folder',
    'COPY dags dags',
    [
      '/opt/airflow/dags/a.py file 644 0:0',
      '/opt/airflow/dags/sub directory 755 0:0',
      '/opt/airflow/dags/sub/b.py file 644 0:0',
    ],
  ],
  ['a file into a folder, also without a slash', 'COPY one.txt /opt/airflow', ['/opt/airflow/one.txt file 644 0:0']],
  [
    'a file under another name, with its parent folders',
    'COPY --chown=airflow one.txt /srv/x/y.txt',
    ['/srv directory 755 50000:0', '/srv/x directory 755 50000:0', '/srv/x/y.txt file 644 50000:0'],
  ],
  ['files by a wildcard', 'COPY --chmod=0600 *.txt /usr/', ['/usr/one.txt file 600 0:0', '/usr/two.txt file 600 0:0']],
  ['through a link of the runtime', 'COPY one.txt /lib/', ['/usr/lib/one.txt file 644 0:0']],
  ['to the target of a link, as the destination itself', 'COPY one.txt link.txt', ['/usr/lib/target.txt file 644 0:0']],
  ['by user and group', 'COPY --chown=airflow:staff one.txt /usr/', ['/usr/one.txt file 644 50000:50']],
  ['by number alone, which is the group too', 'COPY --chown=7 one.txt /usr/', ['/usr/one.txt file 644 7:7']],
  ['a here-document', 'COPY <<hello.txt /usr/\nhi\nhello.txt', ['/usr/hello.txt file 644 0:0']],
  [
    'a missing working folder, with its user as the owner',
    'USER airflow\nWORKDIR /srv/w\nCOPY one.txt .',
    ['/srv directory 755 50000:0', '/srv/w directory 755 50000:0', '/srv/w/one.txt file 644 0:0'],
  ],
  ['the later of two copies', 'COPY one.txt /usr/x\nCOPY --chown=1:2 two.txt /usr/x', ['/usr/x file 644 1:2']],
])('copies %s', async (_, code, expected) => {
  expect(await paths(code)).toEqual(expected);
});

test.each([
  ['COPY --link one.txt /x', '--link'],
  ['COPY dags airflow.cfg', 'not a folder'],
  ['COPY one.txt airflow.cfg/x', 'not a folder'],
  ['COPY one.txt two.txt /x', 'ends in “/”'],
  ['COPY --chown=nobody one.txt /x', 'no user nobody'],
  ['COPY one.txt /deep/x', 'it is unknown whether the runtime image has /deep/x'],
  ['EXPOSE web', 'EXPOSE web'],
  ['FLY x', 'FLY'],
])('rejects %s', async (code, reason) => {
  const refusal = { name: 'NeedsDocker', file: 'Dockerfile', line: 5, message: expect.stringContaining(reason) };
  await expect(carry(code)).rejects.toMatchObject(refusal);
});

test('parent folders from the runtime keep their mode and owner', async () => {
  const { entries } = await carry('COPY --chown=7 one.txt /opt/airflow/dags/');
  expect(entries.slice(0, -1)).toEqual([
    ['/opt', { type: 'directory', mode: 0o755, uid: 0, gid: 0 }],
    ['/opt/airflow', { type: 'directory', mode: 0o2775, uid: 50_000, gid: 0 }],
    ['/opt/airflow/dags', { type: 'directory', mode: 0o755, uid: 0, gid: 0 }],
  ]);
});

test('rejects an archive in ADD, and a missing source', async () => {
  write({ 'x.bin': 'BZh9' });
  await expect(carry('ADD x.bin /x')).rejects.toMatchObject({ name: 'NeedsDocker' });
  await expect(carry('COPY nothing /x')).rejects.toMatchObject({ code: 'dockerfile-source-missing' });
});

test('keeps links, and never follows one out of the context', async () => {
  symlinkSync('a.py', join(root, 'dags/link.py'));
  symlinkSync('/etc', join(root, 'outside'));
  symlinkSync('../../../../dags', join(root, 'up'));
  linkSync(join(root, 'dags/a.py'), join(root, 'dags/same.py'));
  expect(await paths('COPY dags /usr/lib')).toEqual([
    '/usr/lib/a.py file 644 0:0',
    '/usr/lib/link.py symlink 777 0:0',
    '/usr/lib/same.py link 644 0:0',
    '/usr/lib/sub directory 755 0:0',
    '/usr/lib/sub/b.py file 644 0:0',
  ]);
  await expect(carry('COPY outside/passwd /x')).rejects.toMatchObject({ code: 'dockerfile-source-missing' });
  expect(await paths('COPY up/a.py /usr/lib')).toEqual(['/usr/lib/a.py file 644 0:0']);
});

test('ignored files are not copied, and exceptions are', async () => {
  write({ '.dockerignore': 'dags\n!dags/sub/b.py\n# comment\n' });
  expect(await paths('COPY . /usr/lib')).toEqual([
    '/usr/lib/.dockerignore file 644 0:0',
    '/usr/lib/dags directory 755 0:0',
    '/usr/lib/dags/sub directory 755 0:0',
    '/usr/lib/dags/sub/b.py file 644 0:0',
    '/usr/lib/one.txt file 644 0:0',
    '/usr/lib/two.txt file 644 0:0',
  ]);
});

test('the umask of a checkout has no effect', async () => {
  const plain = await paths('COPY dags /usr/lib');
  chmodSync(join(root, 'dags/a.py'), 0o664);
  chmodSync(join(root, 'dags/sub'), 0o2775);
  expect(await paths('COPY dags /usr/lib')).toEqual(plain);
  chmodSync(join(root, 'dags/a.py'), 0o700);
  expect(await paths('COPY dags /usr/lib')).toContain('/usr/lib/a.py file 755 0:0');
});

test('settings change as in Docker, each with a line of history', async () => {
  const code = [
    `ENV A=b C="d e" P=/x:${'$'}PATH`,
    `LABEL "x y"=${'$'}FIXED`,
    'USER airflow',
    'EXPOSE 8080 53/UDP',
    'VOLUME ["/logs"]',
    'STOPSIGNAL SIGINT',
    'HEALTHCHECK --interval=1m30s --retries=2 CMD curl -f x || exit 1',
    'ENTRYPOINT ["/entrypoint"]',
    `ARG LATE=${'$'}GIVEN`,
    `CMD echo ${'$'}A`,
    `WORKDIR ${'$'}{LATE}/x`,
  ].join('\n');
  const { settings, history } = await carry(code, {
    Env: ['PATH=/bin', 'FIXED=1'],
    Cmd: ['old'],
    Labels: { kept: '1' },
  });
  expect(settings).toEqual({
    Env: ['PATH=/bin', 'FIXED=1', 'A=b', 'C=d e', 'P=/x:/bin'],
    Labels: { kept: '1', 'x y': '1' },
    User: 'airflow',
    ExposedPorts: { '53/udp': {}, '8080/tcp': {} },
    Volumes: { '/logs': {} },
    StopSignal: 'SIGINT',
    Healthcheck: { Test: ['CMD-SHELL', 'curl -f x || exit 1'], Interval: 90e9, Retries: 2 },
    Entrypoint: ['/entrypoint'],
    Cmd: ['/bin/sh', '-c', `echo ${'$'}A`],
    ArgsEscaped: true,
    WorkingDir: '/opt/airflow/default/x',
  });
  expect(history.map(({ line }) => line)).toEqual([
    'ENV A=b C=d e P=/x:/bin',
    'LABEL x y=1',
    'USER airflow',
    'EXPOSE [53/udp 8080/tcp]',
    'VOLUME [/logs]',
    'STOPSIGNAL SIGINT',
    expect.stringContaining('HEALTHCHECK'),
    'ENTRYPOINT ["/entrypoint"]',
    'ARG LATE=default',
    `CMD ["/bin/sh" "-c" "echo ${'$'}A"]`,
    'WORKDIR /opt/airflow/default/x',
  ]);
});

test('ENTRYPOINT resets the CMD of the runtime, but not an earlier one in the code', async () => {
  const { settings } = await carry('ENTRYPOINT ["e"]', { Cmd: ['old'] });
  expect(settings.Cmd).toBeUndefined();
  expect((await carry('CMD ["new"]\nENTRYPOINT ["e"]')).settings.Cmd).toEqual(['new']);
});

test.each([
  ['a substitution in a here-document', `COPY <<end /usr/x\n${'$'}{FIXED%1}\nend`],
  ['retries that are not a number', 'HEALTHCHECK --retries=often CMD true'],
])('BuildKit builds what only it can evaluate: %s', async (_, code) => {
  await expect(carry(code)).rejects.toMatchObject({ name: 'NeedsDocker', line: 5 });
});

test('a here-document is expanded by its own opening, even if another name begins with the same text', async () => {
  const { entries } = await carry('COPY <<one2 <<"one" /usr/\n$FIXED\none2\n$FIXED\none\n', { Env: ['FIXED=1'] });
  const texts = entries.flatMap(([path, entry]) =>
    entry.type === 'file' && 'bytes' in entry.content ? [`${path}: ${entry.content.bytes}`] : [],
  );
  expect(texts).toEqual(['/usr/one: $FIXED\n', '/usr/one2: 1\n']);
});

test('HEALTHCHECK times are whole nanoseconds', async () => {
  const { settings } = await carry('HEALTHCHECK --interval=8.2s --timeout=1m4.35s CMD true');
  expect(settings.Healthcheck).toEqual({
    Test: ['CMD-SHELL', 'true'],
    Interval: 8_200_000_000,
    Timeout: 64_350_000_000,
  });
});

test('an ARG value with white space is one value in the history', async () => {
  const { history } = await carry('ARG TITLE="a b" OTHER=c');
  expect(history.map(({ line }) => line)).toEqual(['ARG TITLE=a b OTHER=c']);
});

test.each([
  ['[nop]ne.txt', ['one.txt']],
  ['[n-p]ne.txt', ['one.txt']],
  ['[^t]*.txt', ['d.txt', 'one.txt']],
  ['[\\o]*.txt', ['one.txt']],
  ['[\\d]*.txt', ['d.txt']],
  ['[z-a]*.txt', []],
  ['[t\\-u]*.txt', ['two.txt']],
])('the set of characters in %s is Go’s', async (pattern, names) => {
  write({ 'd.txt': 'd' });
  const copied = await paths(`COPY ${pattern.replaceAll('\\', '\\\\')} /usr/`);
  expect(copied).toEqual(names.map((name) => `/usr/${name} file 644 0:0`));
});

test('a wildcard below a file matches nothing, and below a missing folder is rejected', async () => {
  expect(await paths('COPY one.txt/* /usr/')).toEqual([]);
  await expect(carry('COPY absent/* /usr/')).rejects.toMatchObject({ code: 'dockerfile-source-missing' });
});

/** Applies code to a runtime with these lines, which begin with the first FROM. */
async function carryOn(lines: string, buildArgs: Record<string, string> = {}, settings: Settings = {}): Promise<Code> {
  const dockerfile = parseDockerfile(lines, 'Dockerfile');
  const split = splitDockerfile(dockerfile, lookupIn(globalArgs(dockerfile, buildArgs, 'linux/amd64')));
  const context = new Context(root, await readIgnore(root, join(root, 'Dockerfile')));
  const rootfs = { type: 'layers' as const, diff_ids: [] };
  const config = { architecture: 'amd64', os: 'linux', config: settings, rootfs };
  return applyInstructions({ split, buildArgs, platform: 'linux/amd64', context, config, files: RUNTIME });
}

test('ENTRYPOINT keeps a CMD that its stage set before the code', async () => {
  const cmd = { Cmd: ['c'] };
  const own = await carryOn('FROM base\nCMD ["c"]\nRUN x\nENTRYPOINT ["e"]\n', {}, cmd);
  expect(own.settings).toEqual({ Cmd: ['c'], Entrypoint: ['e'] });
  const base = await carryOn('FROM base AS b\nCMD ["c"]\nFROM b\nRUN x\nENTRYPOINT ["e"]\n', {}, cmd);
  expect(base.settings).toEqual({ Entrypoint: ['e'] });
});

test.each(['FROM $BASE', 'FROM "first"'])('%s inherits the arguments of the stage that it names', async (from) => {
  const { settings } = await carryOn(`ARG BASE=first\nFROM base AS first\nARG A=1\n${from}\nENV B=$A\n`);
  expect(settings.Env).toEqual(['B=1']);
});

test('a word of ARG sees the words before it', async () => {
  const { settings } = await carryOn('FROM base\nARG A=1 B=$A\nENV C=$B\n');
  expect(settings.Env).toEqual(['C=1']);
});

test.each(['BUILDPLATFORM', 'BUILDARCH', 'TARGETSTAGE'])('only BuildKit knows %s', async (name) => {
  const lines = `FROM base\nARG ${name}\nENV A=$${name}\n`;
  await expect(carryOn(lines)).rejects.toMatchObject({ name: 'NeedsDocker', message: expect.stringContaining(name) });
  expect((await carryOn(lines, { [name]: 'x' })).settings.Env).toEqual(['A=x']);
});

test('BuildKit matches brackets with a slash', async () => {
  await expect(carry('COPY dags[/]a.py /x/')).rejects.toMatchObject({ name: 'NeedsDocker' });
});

test('BuildKit unpacks an ADD of an archive in the oldest tar format', async () => {
  const header = Buffer.alloc(512);
  header.write('a.py', 0);
  header.write('        ', 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  writeFileSync(join(root, 'old.tar'), header);
  await expect(carry('ADD old.tar /x/')).rejects.toMatchObject({ message: expect.stringContaining('archive') });
});
