import { DAG_CODES } from '../dag-codes.ts';

/** The part of JSON Schema that the policy uses; https://json-schema.org/draft-07/schema */
export type Schema =
  | {
      readonly type: 'object';
      readonly description?: string;
      readonly properties?: Readonly<Record<string, Schema>>;
      readonly required?: readonly string[];
      readonly additionalProperties: false | Schema;
    }
  | {
      readonly type: 'array';
      readonly description?: string;
      readonly items: Schema;
      readonly minItems?: number;
      readonly uniqueItems?: true;
    }
  | {
      readonly type: 'string';
      readonly description?: string;
      readonly minLength?: number;
      readonly pattern?: string;
      readonly enum?: readonly string[];
      readonly format?: 'regex';
    }
  | { readonly type: 'integer'; readonly description?: string; readonly minimum: number; readonly maximum?: number }
  | { readonly type: 'boolean'; readonly description?: string };

function texts(description: string): Schema {
  return { type: 'array', description, items: { type: 'string', minLength: 1 }, uniqueItems: true };
}

function names(description: string, pattern: string): Schema {
  return { type: 'array', description, items: { type: 'string', pattern }, minItems: 1, uniqueItems: true };
}

const OWNERS = names('Users (@name) and teams (@organisation/team)', '^@[A-Za-z0-9][A-Za-z0-9-]*(/[A-Za-z0-9._-]+)?$');

const BYPASS_ACTOR: Schema = {
  type: 'object',
  description: 'An actor that may bypass the rules, as in GitHub’s API',
  properties: {
    type: {
      type: 'string',
      description: 'Type of the actor',
      enum: ['Integration', 'OrganizationAdmin', 'RepositoryRole', 'Team', 'DeployKey', 'User'],
    },
    id: {
      type: 'integer',
      description: 'Number of the actor. Leave it out for OrganizationAdmin and DeployKey',
      minimum: 1,
    },
    mode: {
      type: 'string',
      description: 'always (default), or pull_request: only by merging a pull request',
      enum: ['always', 'pull_request'],
    },
  },
  required: ['type'],
  additionalProperties: false,
};

const PROTECT: Schema = {
  type: 'object',
  description: 'Rules of the default branch. The step protect audits them, and applies them with apply',
  properties: {
    'required-approvals': {
      type: 'integer',
      description: 'How many approvals a pull request needs (1)',
      minimum: 1,
      maximum: 10,
    },
    checks: texts('Names of the checks that must pass before a merge'),
    'checks-app': {
      type: 'integer',
      description: 'The GitHub App that must report the checks (15368: GitHub Actions on github.com)',
      minimum: 1,
    },
    'bypass-actors': {
      type: 'array',
      description: 'Actors that may bypass the rules (none)',
      items: BYPASS_ACTOR,
      uniqueItems: true,
    },
    environment: {
      type: 'string',
      description: 'Environment of the deployments, which holds their secrets (production)',
      minLength: 1,
    },
  },
  additionalProperties: false,
};

const LEVELS: Schema = {
  type: 'object',
  description: 'Levels of findings in the matching files. The last match that names a code counts',
  properties: Object.fromEntries(
    DAG_CODES.map((code) => [
      code,
      { type: 'string', description: `Level of ${code}`, enum: ['off', 'notice', 'warning', 'error'] },
    ]),
  ),
  additionalProperties: false,
};

const CHECK: Schema = {
  type: 'object',
  description: 'Rules of the step check for DAGs',
  properties: {
    'dag-id': { type: 'string', description: 'Regular expression that must match each whole dag_id', format: 'regex' },
    owners: texts('Owners that a DAG may have. By default any'),
    tags: texts('Tags of which a DAG must have at least one'),
    'min-retries': {
      type: 'integer',
      description: 'Minimum retries of a task. By default none are required',
      minimum: 0,
      maximum: 100,
    },
    levels: {
      type: 'object',
      description: 'Pattern as in CODEOWNERS → code of a finding → off, notice, warning or error',
      additionalProperties: LEVELS,
    },
    'seconds-per-file': {
      type: 'integer',
      description: 'Maximum seconds to load a DAG file',
      minimum: 1,
      maximum: 3600,
    },
    'memory-mb-per-file': {
      type: 'integer',
      description: 'Maximum memory to load a DAG file, in MiB',
      minimum: 64,
    },
    'allow-programs': {
      type: 'array',
      description: 'Names of programs that DAG files may run while they are loaded',
      items: { type: 'string', pattern: '^[^/\\s]+$' },
      uniqueItems: true,
    },
    'allow-hosts': {
      type: 'array',
      description:
        'Hosts that DAG files may contact while they are loaded, with * for any part. The connection still fails',
      items: { type: 'string', pattern: '^[^/:\\s]+$' },
      uniqueItems: true,
    },
  },
  additionalProperties: false,
};

/** The schema of `.github/flux-airflow.yaml`, for `parsePolicy` and for editors. */
export const POLICY_SCHEMA: Schema = {
  type: 'object',
  description: 'The policy of a repository that flux-airflow deploys',
  properties: {
    approvers: {
      type: 'object',
      description: 'Who may approve any change, instead of CODEOWNERS and of the input approvers',
      properties: {
        users: names('Users, by login', '^[A-Za-z0-9][A-Za-z0-9-]*$'),
        teams: names('Teams, as organisation/team; active members count', '^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$'),
      },
      additionalProperties: false,
    },
    'approvers-for': {
      type: 'object',
      description: 'Who must approve a change of these files. Patterns as in CODEOWNERS; the last match counts',
      additionalProperties: OWNERS,
    },
    protect: PROTECT,
    check: CHECK,
  },
  additionalProperties: false,
};
