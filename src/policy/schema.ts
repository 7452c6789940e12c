/** The part of JSON Schema that the policy is described with; https://json-schema.org/draft-07/schema */
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
  description: 'Who may bypass the rules, as GitHub’s API names them',
  properties: {
    type: {
      type: 'string',
      description: 'The kind of actor',
      enum: ['Integration', 'OrganizationAdmin', 'RepositoryRole', 'Team', 'DeployKey', 'User'],
    },
    id: { type: 'integer', description: 'The actor’s number; none for OrganizationAdmin and DeployKey', minimum: 1 },
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
  description: 'What protects the default branch; the step protect audits it, and can put it on the repository',
  properties: {
    'required-approvals': {
      type: 'integer',
      description: 'How many approvals a pull request needs (1)',
      minimum: 1,
      maximum: 10,
    },
    checks: texts('Names of the checks that must be green before a merge'),
    'checks-app': {
      type: 'integer',
      description: 'The GitHub App that must report the checks (15368: GitHub Actions on github.com)',
      minimum: 1,
    },
    'bypass-actors': {
      type: 'array',
      description: 'Everybody who may bypass the rules (nobody)',
      items: BYPASS_ACTOR,
      uniqueItems: true,
    },
    environment: {
      type: 'string',
      description: 'The environment that deployments run in and that holds their secrets (production)',
      minLength: 1,
    },
  },
  additionalProperties: false,
};

const CHECK: Schema = {
  type: 'object',
  description: 'What the step check demands of DAGs',
  properties: {
    'dag-id': { type: 'string', description: 'Regular expression that every whole dag_id matches', format: 'regex' },
    owners: texts('Owners that a DAG may have; without it any but Airflow’s default'),
    tags: texts('A DAG has at least one of these tags'),
    'min-retries': { type: 'integer', description: 'The fewest retries of a task', minimum: 0, maximum: 100 },
    'seconds-per-file': {
      type: 'integer',
      description: 'The longest that a DAG file may take to load',
      minimum: 1,
      maximum: 3600,
    },
    'memory-mb-per-file': {
      type: 'integer',
      description: 'The most memory that a DAG file may take to load, in MiB',
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
      description: 'Hosts that DAG files may ask for while they are loaded, where * is any part; none is reached',
      items: { type: 'string', pattern: '^[^/:\\s]+$' },
      uniqueItems: true,
    },
  },
  additionalProperties: false,
};

/** `.github/flux-airflow.yaml`, for the reader and for editors. */
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
      description: 'Who must approve a change of these files; patterns as in CODEOWNERS, the last that matches counts',
      additionalProperties: OWNERS,
    },
    protect: PROTECT,
    secrets: {
      type: 'object',
      description: 'The search for secrets in what goes into the image',
      properties: { allow: texts('Paths that may look like a secret: patterns as in .dockerignore') },
      additionalProperties: false,
    },
    check: CHECK,
  },
  additionalProperties: false,
};
