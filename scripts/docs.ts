/** Writes the references of inputs and of workflows, the policy's JSON schema, and the tables of merge paths, incidents and threats: `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { code, link } from '../src/markdown.ts';
import { POLICY_SCHEMA } from '../src/policy/schema.ts';
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
const SECURITY_PAGE = join(ROOT, 'SECURITY.md');
const SCHEMA = join(ROOT, '.github/flux-airflow.schema.json');

interface Manifest {
  readonly description: string;
  readonly inputs: Readonly<
    Record<string, { readonly description: string; readonly required?: boolean; readonly default?: string }>
  >;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
}

/** Returns the page of the `action.yml` files. */
export function renderReference(): string {
  const sections = Object.entries(ACTIONS).map(([name, path]) =>
    renderAction(name, path, parse(readFileSync(join(ROOT, path), 'utf8'))),
  );
  return `# Inputs and outputs\n\nGenerated from the \`action.yml\` files by \`npm run docs\`.\n\n${sections.join('\n')}`;
}

function renderAction(name: string, path: string, { description, inputs, outputs }: Manifest): string {
  const uses =
    name === 'deploy' ? 'flux-data/flux-airflow@<commit>' : `flux-data/flux-airflow/actions/${name}@<commit>`;
  const inputRows = Object.entries(inputs).map(([input, { description: meaning, required, default: value }]) => {
    const standard = required === true ? '**required**' : value === undefined ? '–' : code(value);
    return [code(input), standard, `${meaning}.`];
  });
  const outputRows = Object.entries(outputs).map(([output, { description: meaning }]) => [code(output), `${meaning}.`]);
  return [
    `## ${name}`,
    '',
    `${description}. ${code(`uses: ${uses}`)} (${link(path, `../../${path}`)}).`,
    '',
    ...renderTable(['input', 'default', 'meaning'], inputRows),
    '',
    ...renderTable(['output', 'meaning'], outputRows),
    '',
  ].join('\n');
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
  const { writePins } = await import('./release-pins.ts');
  writePins();
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
