/** Renders the reference of the reusable workflows from their files. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { code, link } from '../src/markdown.ts';
import { JOB_PERMISSIONS } from '../src/runner/job-permissions.ts';
import { ENTERPRISE_SERVER } from './self-references.ts';
import { renderTable } from './table.ts';

const FOLDER = resolve(import.meta.dirname, '../.github/workflows');

interface Input {
  readonly description: string;
  readonly required?: boolean;
  readonly default?: string | boolean;
}

export interface ReusableWorkflow {
  readonly file: string;
  readonly on: {
    readonly workflow_call: {
      readonly inputs: Readonly<Record<string, Input>>;
      readonly secrets?: Readonly<Record<string, Input>>;
      readonly outputs?: Readonly<Record<string, { readonly description: string }>>;
    };
  };
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly name: string;
  /** Missing if the job has the permissions of the calling job. */
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly uses?: string }[];
}

/** Returns the workflows that other repositories may call. */
export function readReusableWorkflows(): ReusableWorkflow[] {
  const files = readdirSync(FOLDER).filter((name) => name.startsWith('reusable-') && !name.endsWith(ENTERPRISE_SERVER));
  return files.map((file) => ({ file, ...parse(readFileSync(join(FOLDER, file), 'utf8')) }));
}

/** Returns the permissions that the caller has to grant: those of all jobs, each at its highest level. */
export function neededPermissions({ jobs }: ReusableWorkflow): Record<string, string> {
  const all = Object.values(jobs).flatMap((job) => Object.entries(job.permissions ?? actionPermissions(job)));
  return Object.fromEntries(all.toSorted(([, one], [, other]) => one.localeCompare(other)));
}

/** Returns what the actions of a job's steps can need, apart from `id-token` for the AWS role. */
function actionPermissions({ steps }: Job): Record<string, string> {
  const entries = Object.entries(JOB_PERMISSIONS);
  const used = entries.filter(([entry]) => steps.some(({ uses }) => uses === `$/actions/${entry}`));
  return parse(`{ ${used.flatMap(([, permissions]) => permissions).join(', ')} }`);
}

/** Returns the reference page of the workflows. */
export function renderReusableWorkflows(): string {
  const head =
    '# Reusable workflows\n\nGenerated from the workflows by `npm run docs`. The [tutorial](../tutorial/first-deployment.md) shows how to call them. For other inputs, or your own steps in between, use [the actions](inputs-and-outputs.md). GitHub Enterprise Server needs [other files](../how-to/enterprise-server.md#reusable-workflows) with the same inputs.\n';
  return [head, ...readReusableWorkflows().map(renderWorkflow)].join('\n');
}

function renderWorkflow(workflow: ReusableWorkflow): string {
  const { file, on, jobs } = workflow;
  const { inputs, secrets = {}, outputs = {} } = on.workflow_call;
  const permissions = Object.entries(neededPermissions(workflow)).toSorted();
  const granted = permissions.map(([name, level]) => code(`${name}: ${level}`)).join(', ');
  const hasRole = 'aws-role' in inputs && !permissions.some(([name]) => name === 'id-token');
  const forRole = hasRole ? `, and with ${code('aws-role')} also ${code('id-token: write')}` : '';
  const names = Object.values(jobs).map(({ name }) => (name.includes('$') ? 'named after the operation' : code(name)));
  const tables = [
    ['input', inputs],
    ['secret', secrets],
  ] as const;
  return [
    `## ${file.replace(/\.yaml$/, '')}`,
    '',
    `${link(`.github/workflows/${file}`, `../../.github/workflows/${file}`)}. The calling job must grant ${granted}${forRole}. Jobs: ${names.join(', ')}.`,
    '',
    ...tables.flatMap(([kind, of]) => renderInputs(kind, of)),
    ...renderOutputs(outputs),
  ].join('\n');
}

function renderInputs(kind: string, inputs: Readonly<Record<string, Input>>): string[] {
  const rows = Object.entries(inputs).map(([name, { description, required, default: value }]) => {
    const standard = required === true ? '**required**' : value === undefined ? '–' : code(String(value));
    return [code(name), standard, `${description}.`];
  });
  return rows.length === 0 ? [] : [...renderTable([kind, 'default', 'meaning'], rows), ''];
}

function renderOutputs(outputs: Readonly<Record<string, { readonly description: string }>>): string[] {
  const rows = Object.entries(outputs).map(([name, { description }]) => [code(name), `${description}.`]);
  return rows.length === 0 ? [] : [...renderTable(['output', 'meaning'], rows), ''];
}
