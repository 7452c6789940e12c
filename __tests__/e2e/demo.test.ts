import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HELP, OPTIONS } from '../../demo/options.ts';
import { waitFor } from '../../sandbox/wait-for.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
let folder: string;
/** Where the demo keeps the state of its servers. */
let temporary: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flux-airflow-demo-'));
  temporary = join(folder, 'temporary');
  await mkdir(temporary);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(...args: readonly string[]): ChildProcess {
  const env = { ...process.env, TMPDIR: temporary, NO_COLOR: '1', FORCE_COLOR: undefined, NODE_OPTIONS: undefined };
  return spawn(process.execPath, ['demo/index.ts', ...args], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function play(...args: readonly string[]) {
  const child = start(...args);
  const texts = [child.stdout, child.stderr].map((stream) => (stream === null ? '' : text(stream)));
  const [[exitCode], out, err] = await Promise.all([once(child, 'exit'), ...texts]);
  return { exitCode, out, err };
}

test('the help has every option', async () => {
  expect(Object.keys(OPTIONS).filter((name) => !HELP.includes(`  --${name}`))).toEqual([]);
  expect(await play('--help')).toEqual({ exitCode: 0, out: `${HELP}\n`, err: '' });
});

describe('a wrong command line is one sentence, and leaves nothing behind', () => {
  test.each([
    ['an unknown option', ['--vlues', 'x'], /^demo: Unknown option '--vlues'\. Run npm run demo -- --help .*\n$/],
    ['--values without a file', ['--values'], /^demo: Option '--values .*' argument missing\. Run npm run demo .*\n$/],
    ['a missing file', ['--values', 'missing.yaml'], /^demo: --values missing\.yaml: the file does not exist\.\n$/],
    ['a folder', ['--values', 'docs'], /^demo: --values docs: it is a folder, not a file\.\n$/],
    ['no YAML', ['--values', 'LICENSE'], /^demo: --values LICENSE: The values file .*\n$/],
    ['other keys', ['--values', 'package.json'], /^demo: --values package\.json: .* images\.airflow\.repository.*\n$/],
    ['two plays', ['--cluster', '--keep'], /^demo: --cluster plays on its own: .*\n$/],
  ])('%s', async (_, args, message) => {
    expect(await play(...args)).toEqual({ exitCode: 2, out: '', err: expect.stringMatching(message) });
    expect(await readdir(temporary)).toEqual([]);
  });

  test('values with which no deployment is possible end the demo', async () => {
    const file = join(folder, 'digest.yaml');
    await writeFile(file, `images:\n  airflow:\n    repository: ~\n    tag: ~\n    digest: sha256:${'a'.repeat(64)}\n`);
    const played = await play('--values', file);
    expect(played).toMatchObject({ exitCode: 1, err: expect.stringMatching(/^demo: outcome: deployed.*\n$/m) });
    expect(played.err).toContain('digest-overrides-tag');
    expect(await readdir(temporary)).toEqual([]);
  });
});

describe('--keep', () => {
  let demo: ChildProcess;
  let printed = '';
  beforeAll(async () => {
    demo = start('--keep');
    for (const stream of [demo.stdout, demo.stderr])
      stream?.on('data', (data) => {
        printed += data;
      });
    const isKept = async () => printed.includes('Press Ctrl-C') || undefined;
    const explain = () => printed;
    await waitFor('the end of the scenes', isKept, { limitMs: 170_000, everyMs: 200, explain });
  });

  test('every link of every page opens', async () => {
    const [, base = ''] = /overview +(http:\S+)\/$/m.exec(printed) ?? [];
    const waiting = [...printed.matchAll(/^ {4}[\w ]+? {2,}(http:\S+)$/gm)].map(([, url = '']) => url);
    expect(waiting.length).toBeGreaterThanOrEqual(6);
    const broken: string[] = [];
    const seen = new Set<string>();
    for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
      const page = new URL(url, base).href.replace(/#.*/, '');
      if (!page.startsWith(base) || seen.has(page)) continue;
      seen.add(page);
      const answer = await fetch(page);
      if (answer.status !== 200) broken.push(page);
      waiting.push(...[...(await answer.text()).matchAll(/href="([^"]+)"/g)].map(([, link = '']) => link));
    }
    expect(broken).toEqual([]);
    const kinds = ['/pull/', '/commit/', '/actions/runs/', '/blob/', '/argo-cd', '/deployments'];
    expect(kinds.filter((kind) => ![...seen].some((page) => page.includes(kind)))).toEqual([]);
  });

  test('the printed commands clone both repositories', async () => {
    const commands = [...printed.matchAll(/^ {4}(git clone .*)$/gm)].map(([, command = '']) => command);
    expect(commands).toHaveLength(2);
    for (const command of commands) await run('sh', ['-c', command], { cwd: folder });
    expect(await readdir(join(folder, 'demo-source'))).toContain('airflow');
    const clone = join(folder, 'demo-gitops');
    await run('git', ['fetch', '--quiet'], { cwd: clone });
    const { stdout } = await run('git', ['log', '-1', '--format=%s'], { cwd: clone });
    expect(stdout).toMatch(/^deploy\(flux-airflow\): version-[0-9a-f]{40}$/m);
  });

  test('the printed password opens the registry', async () => {
    const [, password, host] = /echo '(\S+)' \| docker login --username AWS --password-stdin (\S+)/.exec(printed) ?? [];
    const [, reference = ''] = /imagetools inspect \S+?\/(\S+)$/m.exec(printed) ?? [];
    const authorization = `Basic ${Buffer.from(`AWS:${password}`).toString('base64')}`;
    const [name, tag] = reference.split(':');
    const { status } = await fetch(`http://${host}/v2/${name}/manifests/${tag}`, {
      headers: { authorization, accept: '*/*' },
    });
    expect(status).toBe(200);
  });

  test('Ctrl-C ends it, and leaves nothing behind', async () => {
    const ended = once(demo, 'exit');
    demo.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    expect(await readdir(temporary)).toEqual([]);
  });
});
