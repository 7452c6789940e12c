import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Manifest as ActionManifest, readManifest } from '../../scripts/action-manifest.ts';
import { ROOT } from './markdown.ts';

export interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: unknown;
  /** A reusable workflow instead of steps. */
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly steps?: readonly Step[];
}

export type Manifest = Pick<ActionManifest, 'inputs' | 'outputs'>;

/** The kind of a YAML example, by its content. */
export type Kind =
  | 'workflow'
  | 'steps'
  | 'environment'
  | 'pre-commit'
  | 'kubernetes'
  | 'values'
  | 'policy'
  | 'hold'
  | 'inputs';

const OURS = /^(?:flux-data\/flux-airflow|\.)(?:\/(actions\/[\w-]+|\.github\/workflows\/[\w.-]+))?\/?(?:@|$)/;
const POLICY_KEYS = new Set(['approvers', 'approvers-for', 'protect', 'secrets', 'check']);

export function kindOf(example: unknown): Kind {
  if (Array.isArray(example)) return 'steps';
  const keys = Object.keys(example ?? {});
  const has = (...names: readonly string[]) => names.some((name) => keys.includes(name));
  if (has('jobs')) return 'workflow';
  if (has('steps')) return 'steps';
  if (has('env')) return 'environment';
  if (has('repos')) return 'pre-commit';
  if (has('apiVersion', 'kind', 'data', 'keyless')) return 'kubernetes';
  if (has('airflow', 'containers', 'createUserJob', 'image', 'images', 'tag')) return 'values';
  if (has('since')) return 'hold';
  if (keys.length === 0 || (keys.every((key) => POLICY_KEYS.has(key)) && !keys.includes('approvers'))) return 'policy';
  return 'inputs';
}

/** Returns the jobs of a workflow, or the steps of an excerpt as one job. */
export function jobsOf(example: unknown): Job[] {
  if (Array.isArray(example)) return [{ steps: example }];
  const { jobs, steps } = example as { jobs?: Record<string, Job>; steps?: Step[] };
  return jobs === undefined ? [{ steps: steps ?? [] }] : Object.values(jobs);
}

/** Returns the `action.yml` or reusable workflow behind `uses:`, if it belongs to this repository. */
export function manifestOf(uses: string | undefined): Manifest | undefined {
  const ours = OURS.exec(uses ?? '');
  if (ours === null) return undefined;
  const [, path = ''] = ours;
  if (!path.startsWith('.github/')) return readManifest(join(path, 'action.yml'));
  const { on } = parse(readFileSync(join(ROOT, path), 'utf8'));
  return { inputs: {}, outputs: {}, ...on.workflow_call };
}
