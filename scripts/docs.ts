/** Writes the generated pages, the policy's JSON schema and the version pins: `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { code, link } from '../src/markdown.ts';
import { POLICY_SCHEMA } from '../src/policy/schema.ts';
import { type Manifest, readManifest } from './action-manifest.ts';
import { renderTable } from './table.ts';

const ROOT = resolve(import.meta.dirname, '..');
const ACTIONS = {
  deploy: 'action.yml',
  build: 'actions/build/action.yml',
  push: 'actions/push/action.yml',
  'bump-values': 'actions/bump-values/action.yml',
  check: 'actions/check/action.yml',
  protect: 'actions/protect/action.yml',
  guard: 'actions/guard/action.yml',
  status: 'actions/status/action.yml',
};
const PAGE = join(ROOT, 'docs/reference/inputs-and-outputs.md');
const WAYS_PAGE = join(ROOT, 'docs/explanation/merge-paths.md');
const INCIDENTS_PAGE = join(ROOT, 'docs/explanation/incidents.md');
const FINDINGS_PAGE = join(ROOT, 'docs/reference/dag-findings.md');
const SECURITY_PAGE = join(ROOT, 'SECURITY.md');
const SCHEMA = join(ROOT, '.github/flux-airflow.schema.json');

/** Returns the reference page of the `action.yml` files. */
export function renderReference(): string {
  const deploy = readManifest(ACTIONS.deploy);
  const sections = Object.entries(ACTIONS).map(([name, path]) => {
    const base = name === 'deploy' ? undefined : deploy;
    return renderAction(name, path, readManifest(path), base);
  });
  const head =
    'Generated from the `action.yml` files by `npm run docs`. Inputs and outputs that work as in `deploy` are explained there.';
  return `# Inputs and outputs\n\n${head}\n\n${sections.join('\n')}`;
}

/** Returns the section of one action. Inputs and outputs equal to those of `base` are only named. */
function renderAction(name: string, path: string, manifest: Manifest, base: Manifest | undefined): string {
  const uses =
    name === 'deploy' ? 'flux-data/flux-airflow@<commit>' : `flux-data/flux-airflow/actions/${name}@<commit>`;
  const inputs = divide(manifest.inputs, base?.inputs);
  const outputs = divide(manifest.outputs, base?.outputs);
  const inputRows = inputs.own.map(([input, { description, required, default: value }]) => {
    const standard = required === true ? '**required**' : value === undefined ? '–' : code(value);
    return [code(input), standard, `${description}.`];
  });
  const outputRows = outputs.own.map(([output, { description }]) => [code(output), `${description}.`]);
  return [
    `## ${name}`,
    '',
    `${manifest.description}. ${code(`uses: ${uses}`)} (${link(path, `../../${path}`)}).`,
    '',
    ...renderPart(['input', 'default', 'meaning'], inputRows),
    ...renderShared(
      'Inputs',
      inputs.shared.map(([input, { required }]) => [input, required === true]),
    ),
    ...renderPart(['output', 'meaning'], outputRows),
    ...renderShared(
      'Outputs',
      outputs.shared.map(([output]) => [output, false]),
    ),
  ].join('\n');
}

/** Splits the inputs or outputs of an action into its own and those that equal the base's. */
function divide<T>(all: Readonly<Record<string, T>>, base: Readonly<Record<string, T>> = {}) {
  const entries = Object.entries(all);
  const isShared = ([name, value]: [string, T]) => isDeepStrictEqual(base[name], value);
  return { shared: entries.filter(isShared), own: entries.filter((entry) => !isShared(entry)) };
}

function renderPart(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [...renderTable(head, rows), ''];
}

function renderShared(kind: string, shared: readonly (readonly [name: string, isRequired: boolean])[]): string[] {
  const names = shared.map(([name, isRequired]) => `${code(name)}${isRequired ? ' (**required**)' : ''}`);
  return names.length === 0 ? [] : [`${kind} as in ${link('deploy', '#deploy')}: ${names.join(', ')}.`, ''];
}

/** Returns the schema of `.github/flux-airflow.yaml` for editors. */
export function renderSchema(): string {
  const head = { $schema: 'http://json-schema.org/draft-07/schema#', title: 'flux-airflow policy' };
  return `${JSON.stringify({ ...head, ...POLICY_SCHEMA }, null, 2)}\n`;
}

if (import.meta.main) {
  writeFileSync(PAGE, renderReference());
  writeFileSync(SCHEMA, renderSchema());
  const { renderReusableWorkflows } = await import('./reusable-workflows.ts');
  writeFileSync(join(ROOT, 'docs/reference/reusable-workflows.md'), renderReusableWorkflows());
  const { COMMAND_PAGE, renderCommands } = await import('./command-reference.ts');
  writeFileSync(COMMAND_PAGE, renderCommands());
  const { fillLevels } = await import('./dag-findings.ts');
  writeFileSync(FINDINGS_PAGE, fillLevels(readFileSync(FINDINGS_PAGE, 'utf8')));
  const { writePins } = await import('./release-pins.ts');
  writePins();
  const { writeSelfReferences } = await import('./self-references.ts');
  writeSelfReferences();
  const { renderIncidents } = await import('../__tests__/incidents.ts');
  writeFileSync(INCIDENTS_PAGE, renderIncidents());
  const { renderThreats } = await import('../__tests__/threats/render.ts');
  writeFileSync(SECURITY_PAGE, renderThreats());
  const [{ fillTable }, { WAYS }] = await Promise.all([
    import('../__tests__/e2e/merge-paths/table.ts'),
    import('../__tests__/e2e/merge-paths/merge-paths.ts'),
  ]);
  writeFileSync(WAYS_PAGE, fillTable(readFileSync(WAYS_PAGE, 'utf8'), WAYS));
}
