/** Checks the template's files for developers: tools, containers, updates. `real/template.test.ts` runs what can run. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

const ROOT = resolve(import.meta.dirname, '../..');
const TEMPLATE = join(ROOT, 'template');
const read = (path: string) => readFileSync(join(TEMPLATE, path), 'utf8');
const lines = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const argument = (name: string) => new RegExp(`^ARG ${name}=(.+)$`, 'm').exec(read('Dockerfile'))?.[1];

test('docker-compose.yaml is this repository’s, under another name', () => {
  expect(read('docker-compose.yaml')).toBe(
    readFileSync(join(ROOT, 'docker-compose.yaml'), 'utf8').replaceAll('flux-airflow', 'team-airflow'),
  );
});

test('the Python is that of the image, everywhere', () => {
  const version = argument('PYTHON_VERSION');
  const pyproject = read('pyproject.toml');
  expect(read('.python-version').trim()).toBe(version);
  expect(pyproject).toContain(`python_version = "${version}"`);
  expect(pyproject).toContain(`target-version = "py${version?.replace('.', '')}"`);
});

test('the versions of CI are the image’s, apart from the tools', () => {
  const [option, ...own] = lines(read('requirements-dev.txt'));
  expect(option).toBe('--constraint constraints.txt');
  const constraints = lines(read('constraints.txt'));
  expect(constraints).toContain(`apache-airflow==${argument('AIRFLOW_VERSION')}`);
  expect(constraints.filter((line) => !/^[\w.-]+==[\w.+]+$/.test(line))).toEqual([]);
  const tools = own.flatMap((line) => /^(mypy|pytest|ruff|uv)==/.exec(line)?.[1] ?? []);
  expect(tools).toHaveLength(4);
  expect(constraints.filter((line) => tools.includes(line.split('==')[0] ?? ''))).toEqual([]);
  const ours = lines(readFileSync(join(ROOT, 'requirements-dev.txt'), 'utf8'));
  const unpinned = (line: string) => (line.includes('kubernetes') ? line.replace(/==.*/, '') : line);
  expect(own).toEqual(ours.map(unpinned));
});

test('`make check` runs what the job dags of a pull request runs', () => {
  const recipe = /^check:.*\n((?:\t.*\n)+)/m.exec(read('Makefile'))?.[1] ?? '';
  const workflow = parse(readFileSync(join(ROOT, '.github/workflows/reusable-pull-request.yaml'), 'utf8'));
  const steps: { readonly run?: string }[] = workflow.jobs.dags.steps;
  const [install, ...checks] = steps.flatMap(({ run }) => run ?? []);
  expect(recipe.trim().split(/\n\t/)).toEqual(checks);
  expect(read('Makefile')).toContain(`\t${install}\n`);
});

test('pre-commit runs the tools of requirements-dev.txt, and a release of the check', () => {
  const { repos }: { repos: { repo: string; rev?: string; hooks: { id: string; language?: string }[] }[] } = parse(
    read('.pre-commit-config.yaml'),
  );
  expect(repos.map(({ repo }) => repo)).toEqual(['local', 'https://github.com/flux-data/flux-airflow']);
  expect(repos[0]?.hooks.map(({ language }) => language)).toEqual(['system', 'system', 'system']);
  expect(repos[1]?.rev).toMatch(/^v\d+\.\d+\.\d+$/);
  const offered = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')).map(({ id }: { id: string }) => id);
  expect(offered).toEqual(expect.arrayContaining(repos[1]?.hooks.map(({ id }) => id) ?? []));
});

test('every action and called workflow is pinned to a commit, or to our release, which the AWS role trusts', () => {
  const workflows = readdirSync(join(TEMPLATE, '.github/workflows')).map((name) => read(`.github/workflows/${name}`));
  const used = workflows.flatMap((text) => [...text.matchAll(/uses: (\S+)/g)].map(([, name = '']) => name));
  expect(used.length).toBeGreaterThan(1);
  const pinned = /@[0-9a-f]{40}$|^flux-data\/flux-airflow\/\.github\/workflows\/[\w-]+\.yaml@v\d+\.\d+\.\d+$/;
  expect(used.filter((name) => !pinned.test(name))).toEqual([]);
});

/** https://docs.github.com/en/code-security/reference/supply-chain-security/dependabot-options-reference */
test('Dependabot updates every kind of file, after a week, and only the tools of Python', () => {
  const { version, updates } = parse(read('.github/dependabot.yml'));
  expect(version).toBe(2);
  const kinds = ['github-actions', 'docker', 'docker-compose', 'pip'];
  expect(updates.map((update: Record<string, unknown>) => update['package-ecosystem'])).toEqual(kinds);
  for (const update of updates) {
    expect(update).toMatchObject({ directory: '/', schedule: { interval: 'weekly' }, cooldown: { 'default-days': 7 } });
  }
  const allowed = updates.at(-1).allow.map((each: Record<string, unknown>) => each['dependency-name']);
  expect(allowed).toEqual(['mypy', 'pytest', 'ruff', 'uv']);
});

/** https://containers.dev/implementors/json_reference; its JSON schema is not in any package that npm can install. */
test('the dev container is built from the Dockerfile of production, and installs the tools', () => {
  const container = JSON.parse(read('.devcontainer/devcontainer.json'));
  const known = ['build', 'containerEnv', 'customizations', 'name', 'postCreateCommand', 'remoteUser'];
  expect(Object.keys(container).toSorted()).toEqual(known);
  const folder = join(TEMPLATE, '.devcontainer');
  expect(existsSync(join(folder, container.build.dockerfile))).toBe(true);
  expect(resolve(folder, container.build.context)).toBe(dirname(resolve(folder, container.build.dockerfile)));
  expect(read('Makefile')).toContain(`\t${container.postCreateCommand}\n`);
});

test.each([
  ['connections', { conn_type: expect.any(String), password: null }],
  ['variables', { value: expect.any(String), description: expect.any(String) }],
])('the samples of %s are in the form that Airflow imports, without secrets', (name, form) => {
  const samples: Record<string, unknown> = JSON.parse(read(`airflow/config/${name}.json`));
  expect(Object.keys(samples).length).toBeGreaterThan(0);
  for (const sample of Object.values(samples)) expect(sample).toMatchObject(form);
});
