import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { buildImage } from '../../src/build/build.ts';
import { planBuild } from '../../src/build/plan/plan-build.ts';
import { type Stage, setStage } from './registry-stage.ts';

/** `npm run soak` uses more. */
const MANY_FILES = Number(process.env.CONTEXT_FILES ?? 5_000);

let stage: Stage;
beforeEach(async () => {
  stage = await setStage('flux-airflow');
  await stage.seedRuntime();
});
afterEach(() => stage.close());

function build(): ReturnType<typeof buildImage> {
  return buildImage(stage.options(stage.commit()));
}

/** Returns the names in the code layer, as GNU tar reads them, and all of its text. */
async function readLayer(building = build()): Promise<{ readonly names: string; readonly text: string }> {
  const { blobs } = await building;
  const content = blobs[0]?.content ?? { bytes: Buffer.alloc(0) };
  const file = join(stage.folder, 'layer.tar.gz');
  const path = 'path' in content ? content.path : file;
  if ('bytes' in content) writeFileSync(file, content.bytes);
  const tar = (...args: string[]) =>
    execFileSync('tar', args, { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 64 << 20 }).toString();
  return { names: tar('--list', '--quoting-style=escape', '-zf', path), text: tar('-xOzf', path) };
}

test('no link is followed out of the context', async () => {
  writeFileSync(join(stage.folder, 'outside.py'), 'password = "of the host"\n');
  symlinkSync(join(stage.folder, 'outside.py'), join(stage.context, 'dags/absolute.py'));
  symlinkSync('../../outside.py', join(stage.context, 'dags/relative.py'));
  symlinkSync('../..', join(stage.context, 'dags/folder'));
  const { names, text } = await readLayer();
  expect(names).toMatch(/^opt\/airflow\/dags\/absolute\.py$/m);
  expect(text).not.toContain('of the host');
});

test('a source that is a link out of the context is missing', async () => {
  execFileSync('rm', ['-r', join(stage.context, 'business_logic')]);
  symlinkSync(stage.folder, join(stage.context, 'business_logic'));
  await expect(build()).rejects.toMatchObject({ code: 'dockerfile-source-missing' });
});

test.each([
  ['a named pipe', (path: string) => execFileSync('mkfifo', [path])],
  ['a device', (path: string) => execFileSync('mknod', [path, 'c', '1', '5'])],
])('%s is rejected, and never read', async (_, make) => {
  make(join(stage.context, 'dags/odd'));
  await expect(build()).rejects.toMatchObject({
    code: 'context-file-type',
    message: expect.stringContaining('dags/odd'),
  });
});

test('names with line feeds, blanks, quotes and more than 255 bytes of path are kept', async () => {
  const deep = 'x'.repeat(200);
  mkdirSync(join(stage.context, 'dags', deep, deep), { recursive: true });
  for (const name of ['line\nfeed.py', '$(id) "x".py', `${deep}/${deep}/ü.py`]) {
    writeFileSync(join(stage.context, 'dags', name), 'a = 1\n');
  }
  const { names } = await readLayer();
  expect(names.split('\n')).toEqual(
    expect.arrayContaining([
      'opt/airflow/dags/line\\nfeed.py',
      'opt/airflow/dags/$(id) "x".py',
      `opt/airflow/dags/${deep}/${deep}/\\303\\274.py`,
    ]),
  );
});

test('a name that is not UTF-8 is rejected, not left out', async () => {
  writeFileSync(Buffer.concat([Buffer.from(join(stage.context, 'dags/odd-')), Buffer.from([0xff, 0xfe])]), '');
  await expect(build()).rejects.toMatchObject({ code: 'context-file-name' });
});

test.each([`dags/${'*a'.repeat(30)}*`, `${'**/'.repeat(20)}*`])(
  'many wildcards in .dockerignore are matched fast: %s',
  async (pattern) => {
    stage.write({
      '.dockerignore': `${pattern}b\n`,
      [`dags/${'a'.repeat(200)}`]: '',
      [`dags/${'a'.repeat(200)}b`]: '',
    });
    await stage.seedRuntime();
    expect((await readLayer()).names.match(/dags\/a+b?$/gm)).toEqual([`dags/${'a'.repeat(200)}`]);
  },
);

test('.dockerignore is case-sensitive, as in Docker', async () => {
  stage.write({ '.dockerignore': 'DAGS\n**/Orders.py\n', 'dags/orders.py': '' });
  expect((await readLayer()).names).toMatch(/dags\/orders\.py$/m);
});

const BASE = 'FROM apache/airflow:3.3.2-python3.13';
const TOKEN_HEADER =
  '[http "https://github.com/"]\n\textraheader = AUTHORIZATION: basic eC1hY2Nlc3MtdG9rZW46c2VjcmV0\n';

test.each([
  ['the code', `${BASE}\nRUN true\nCOPY . /app\n`],
  ['the runtime', `${BASE}\nCOPY . /app\nRUN true\n`],
  ['an earlier stage', `${BASE} AS first\nADD ./ /app\nFROM ${BASE.slice(5)}\nCOPY --from=first /app /app\n`],
])('two checkouts of a commit give one image without their .git, in %s', async (_, dockerfile) => {
  stage.write({ Dockerfile: dockerfile });
  const commit = stage.commit();
  await stage.seedRuntime();
  const first = await buildImage(stage.options(commit));
  appendFileSync(join(stage.context, '.git/config'), TOKEN_HEADER);
  const second = await buildImage(stage.options(commit));
  expect(second).toMatchObject({ runtime: first.runtime, digest: first.digest });
  const plan = await planBuild({ ...stage.options(commit), platform: 'linux/amd64' });
  expect(plan.key.lines.filter((line) => line.includes('.git'))).toEqual([]);
  expect(plan.ignore.text).toMatch(/\*\*\/\.git\n$/);
});

test('the .git file of a submodule is in no layer and no key', async () => {
  const dockerfile = `${BASE}\nCOPY dags /runtime\nRUN true\nCOPY dags /app\n`;
  stage.write({ Dockerfile: dockerfile, 'dags/shared/prices.py': 'VAT = 0.2\n' });
  const options = stage.options(stage.commit());
  await stage.seedRuntime();
  const checkout = async (gitdir: string) => {
    stage.write({ 'dags/shared/.git': `gitdir: ${gitdir}\n` });
    const { key } = await planBuild({ ...options, platform: 'linux/amd64' });
    return { key, image: await buildImage(options) };
  };
  const first = await checkout('../../.git/modules/dags/shared');
  const second = await checkout('/home/runner/work/_temp/modules/shared');
  expect(second.key).toEqual(first.key);
  expect(second.image.digest).toBe(first.image.digest);
  expect(first.key.lines.filter((line) => line.includes('.git'))).toEqual([]);
  const { names } = await readLayer(Promise.resolve(first.image));
  expect(names.match(/shared\/.+/g)).toEqual(['shared/prices.py']);
});

test.each([
  ['a Dockerfile that also mounts it', 'RUN --mount=type=bind,source=.git,target=.git true', {}],
  ['a build argument that asks for it', 'RUN true', { BUILDKIT_CONTEXT_KEEP_GIT_DIR: '1' }],
])('.git is not copied with its parent folder, by %s', async (_, run, buildArgs) => {
  stage.write({ Dockerfile: `${BASE}\n${run}\nCOPY . /app\n` });
  await expect(buildImage({ ...stage.options(stage.commit()), buildArgs })).rejects.toMatchObject({
    code: 'git-folder-copied',
    message: expect.stringContaining('Dockerfile line 3 copies .git'),
    remedy: expect.stringContaining('--mount=type=bind,source=.git'),
  });
});

test.each([
  ['COPY . /app', 'RUN cd /app && git describe --tags > version', true],
  ['COPY . /app', 'RUN <<EOF\ncd /app\ngit rev-parse HEAD > version\nEOF', true],
  ['COPY dags /app', 'RUN git log', false],
  ['COPY . /app', 'RUN git clone https://github.com/team/other && cd other && git log', false],
])('after %s, %s needs the history: %s', async (copy, run, isRejected) => {
  stage.write({ Dockerfile: `${BASE}\n${copy}\n${run}\n` });
  const built = build().catch((error: unknown) => error);
  const wanted = { code: 'git-folder-copied', message: expect.stringContaining('line 3 executes git ') };
  if (isRejected) expect(await built).toMatchObject(wanted);
  else expect(await built).not.toMatchObject({ code: 'git-folder-copied' });
});

test('a .git folder that the Dockerfile names is copied, but not with the token that actions/checkout leaves in it', async () => {
  stage.write({ Dockerfile: `${BASE}\nRUN true\nCOPY .git /app/.git\n` });
  await stage.seedRuntime();
  await expect(build()).resolves.toMatchObject({ tag: expect.any(String) });
  appendFileSync(join(stage.context, '.git/config'), TOKEN_HEADER);
  const commit = stage.commit();
  await expect(buildImage(stage.options(commit))).rejects.toMatchObject({
    code: 'secret-in-image',
    message: expect.stringMatching(/\.git\/config line \d+ \(git-credentials\)/),
  });
});

test('a wildcard of COPY with many stars is matched quickly', async () => {
  const wildcard = `${'*a'.repeat(60)}*b`;
  stage.write({ [`dags/${'a'.repeat(250)}`]: '', [`dags/${'a'.repeat(60)}b`]: 'found\n' });
  stage.write({ Dockerfile: `FROM apache/airflow:3.3.2-python3.13\nRUN true\nCOPY dags/${wildcard} /found/\n` });
  await stage.seedRuntime();
  expect((await readLayer()).names).toMatch(/^found\/a{60}b$/m);
});

test(`a layer of ${MANY_FILES} files`, async () => {
  const files = Array.from({ length: MANY_FILES }, (_, index) => [`dags/${index % 100}/dag_${index}.py`, `${index}\n`]);
  stage.write(Object.fromEntries(files));
  const { names } = await readLayer();
  expect(names.match(/dag_\d+\.py$/gm)).toHaveLength(MANY_FILES);
}, 600_000);
