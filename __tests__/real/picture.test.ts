import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Browser, openBrowser } from '../../sandbox/programs/browser.ts';
import { drawDag } from '../../src/airflow/changes/picture.ts';
import type { Dag, Task } from '../../src/airflow/inventory.ts';
import { describeWith } from './parts/find-part.ts';
import { mermaidPage } from './parts/mermaid-page.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** Rendered pictures for people to look at; ignored by git. */
const PICTURES = join(ROOT, 'build-artefacts/pictures');

const GREEN = 'rgb(45, 164, 78)';
const RED = 'rgb(207, 34, 46)';
const AMBER = 'rgb(191, 135, 0)';

interface Seen {
  readonly labels: readonly string[];
  /** label → colour of the border */
  readonly borders: Readonly<Record<string, string>>;
  readonly edges: readonly string[];
  readonly width: number;
  readonly foreign: boolean;
}

/** Renders as GitHub does: in Mermaid's strict mode, on a page that blocks scripts in the text. */
const RENDER = `(async () => {
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
  const { svg } = await mermaid.render('picture', document.querySelector('pre').textContent);
  const box = document.querySelector('#box');
  box.innerHTML = svg;
  const nodes = [...box.querySelectorAll('.node')].map((node) => {
    const shape = node.querySelector('rect, polygon, path');
    return [node.textContent.trim(), getComputedStyle(shape).stroke];
  });
  return {
    labels: nodes.map(([label]) => label),
    borders: Object.fromEntries(nodes),
    edges: [...box.querySelectorAll('.edgePaths path')].map((path) => getComputedStyle(path).stroke),
    width: box.querySelector('svg').getBoundingClientRect().width,
    foreign: window.pwned !== undefined || box.querySelector('script, img, a, iframe') !== null,
  };
})()`;

function task(id: string, downstream: readonly string[] = [], type = '_PythonDecoratedOperator'): Task {
  return { id, line: 1, type, owner: 'ada', retries: 2, group: null, downstream, fields: {}, live: [] };
}

function dag(tasks: readonly Task[]): Dag {
  const shape = { id: 'orders', line: 1, schedule: '@daily', owners: ['ada'], tags: [], catchupInDefaultArgs: false };
  return { ...shape, tasks, settings: {}, templates: [], problem: null, fingerprint: JSON.stringify(tasks) };
}

describeWith(['chromium'], 'the picture of a DAG, drawn by Mermaid in a browser', ({ chromium = '' }) => {
  let browser: Browser;

  beforeAll(async () => {
    await mkdir(PICTURES, { recursive: true });
    browser = await openBrowser(chromium);
  });
  afterAll(() => browser?.close());

  async function look(name: string, before: Dag | undefined, after: Dag | undefined): Promise<Seen> {
    return browser.look(await mermaidPage(drawDag({ before, after }) ?? ''), RENDER, join(PICTURES, `${name}.png`));
  }

  test('a new DAG: all tasks are shown in green', async () => {
    const seen = await look(
      'added',
      undefined,
      dag([task('extract', ['clean']), task('clean', ['load']), task('load')]),
    );
    expect(seen.borders).toEqual({ extract: GREEN, clean: GREEN, load: GREEN });
    expect(seen.edges).toEqual([GREEN, GREEN]);
  });

  test('a changed DAG: only new, removed and changed tasks have a colour', async () => {
    const before = dag([task('extract', ['clean', 'audit']), task('clean', ['load']), task('load'), task('audit')]);
    const after = dag([
      task('extract', ['clean']),
      task('clean', ['check'], 'BashOperator'),
      task('check', ['load']),
      task('load'),
    ]);
    const { borders, edges } = await look('changed', before, after);
    const { extract = '', load, ...others } = borders;
    expect(others).toEqual({ clean: AMBER, check: GREEN, audit: RED });
    expect([GREEN, RED, AMBER]).not.toContain(extract);
    expect(load).toBe(extract);
    expect(edges.filter((colour) => colour === GREEN)).toHaveLength(2);
    expect(edges.filter((colour) => colour === RED)).toHaveLength(2);
  });

  test('no name can break out of its label', async () => {
    const names = [
      '<script>window.pwned = 1</script>',
      '"]; click t0 href "javascript:window.pwned=1"',
      '<img src=x onerror="window.pwned=1">',
      '%%{init: {"securityLevel": "loose"}}%%',
      'end',
      '`**bold**`\\n```',
      'größe 数 🚀',
      'a#quot;b',
      "it's & so; on",
    ];
    const seen = await look('hostile', undefined, dag(names.map((name) => task(name))));
    expect(seen.foreign).toBe(false);
    expect([...seen.labels].sort()).toEqual([...names].sort());
  });

  test('a DAG of 300 tasks is folded to the changes and their neighbours, and is readable', async () => {
    const chain = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        task(`step_${index}`, index + 1 < count ? [`step_${index + 1}`] : []),
      );
    const before = dag(chain(300));
    const after = dag([...chain(300).slice(0, 299), task('step_299', ['publish']), task('publish')]);
    const { labels, borders, width } = await look('folded', before, after);
    expect(labels).toEqual(expect.arrayContaining(['step_298', 'step_299', 'publish', '… 298 unchanged tasks']));
    expect(labels.length).toBeLessThan(10);
    expect(borders.publish).toBe(GREEN);
    expect(width).toBeLessThanOrEqual(1400);
    const fresh = await look('300-tasks', undefined, before);
    expect([fresh.labels.length, fresh.labels.at(-1)]).toEqual([61, '… 240 more tasks']);
  });
});
