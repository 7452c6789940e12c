import type { DagCode } from './finding.ts';

export interface CatalogEntry {
  /** The default level, in words. */
  readonly level: string;
  /** Why check reports it although Airflow does not; `undefined`: Airflow itself rejects the file or the DAG. */
  readonly reason?: string;
  /** What to write instead, as an imperative. */
  readonly remedy: string;
}

const REFUSAL = 'warning; error if the file does not load without it';
const OPINION = 'off; error with';

/** Each code with its default level; `npm run docs` makes the table of docs/reference/dag-findings.md. */
export const CATALOG: Readonly<Record<DagCode, CatalogEntry>> = {
  'dag-syntax': { level: 'error', remedy: 'Fix the syntax for the Python version of the image.' },
  'dag-import': {
    level: 'error',
    remedy: 'Fix the error, or add the missing package to requirements.txt.',
  },
  'dag-cycle': { level: 'error', remedy: 'Remove one of the dependencies of the circle.' },
  'dag-serialise': { level: 'error', remedy: 'Give the DAG and its tasks arguments that Airflow can store as JSON.' },
  'dag-slow': {
    level: 'error',
    remedy: 'Move the work into a task, or raise check.seconds-per-file and Airflow’s dagbag_import_timeout.',
  },
  'dag-memory': { level: 'error', remedy: 'Move the work into a task, or raise check.memory-mb-per-file.' },
  'dag-died': { level: 'error', remedy: 'Remove the call that ends the process.' },
  'dag-plugin': {
    level: 'error; warning if it hides a library and Airflow still works; notice for a helper module',
    reason: 'Airflow only logs it, or its DAG processor ends',
    remedy: 'Fix the plugin, or rename its file to a name that no library has.',
  },
  'dag-duplicate': {
    level: 'error',
    reason: 'Airflow shows one of the DAGs, and which one changes',
    remedy: 'Give one of the DAGs another dag_id.',
  },
  'dag-tampers': {
    level: 'error',
    reason: 'the DAG processor of Airflow uses the same functions',
    remedy: 'Do not replace functions of Airflow or of Python’s standard library.',
  },
  'dag-policy': {
    level: `${OPINION} check.dag-id, check.owners or check.tags`,
    reason: 'the policy of the team',
    remedy: 'Follow the rule in .github/flux-airflow.yaml.',
  },
  'dag-no-owner': {
    level: `${OPINION} check.owners`,
    reason: 'the policy of the team',
    remedy: 'Set owner in default_args.',
  },
  'dag-retries': {
    level: `${OPINION} check.min-retries`,
    reason: 'the policy of the team',
    remedy: 'Set retries in default_args or on the task.',
  },
  'dag-skipped': {
    level: 'notice',
    reason: 'Airflow skips the file silently',
    remedy: 'Add a comment with the words airflow and dag, or list the file in .airflowignore if it makes no DAG.',
  },
  'dag-uncalled': {
    level: 'warning',
    reason: 'Airflow shows no DAG, without an error',
    remedy: 'Call the function at the end of the file.',
  },
  'dag-template': {
    level: 'warning',
    reason: 'the task fails only when it runs',
    remedy:
      'Put a file beside the DAG file or into template_searchpath. A command that ends like a file name needs a space at its end.',
  },
  'dag-reference': {
    level: 'warning',
    reason: 'the task fails or waits only when it runs',
    remedy: 'Correct the dag_id; switch this off for a path if the DAG is in another repository.',
  },
  'dag-unstable': {
    level: 'warning',
    reason: 'Airflow stores a new version of the DAG each time it loads the file',
    remedy: 'Use a fixed start_date and fixed names; compute dates in a task.',
  },
  'dag-live-object': {
    level: 'warning',
    reason: 'Airflow stores a new version of the DAG each time it loads the file',
    remedy: 'Create the object in the task, and pass only plain values.',
  },
  'dag-catchup': {
    level: 'warning',
    reason: 'Airflow ignores it, so the DAG behaves differently from its text',
    remedy: 'Set catchup on the DAG.',
  },
  'dag-deprecated': {
    level: 'notice; warning if Airflow 3 loads the file and has removed it',
    reason: 'the next version of Airflow removes it',
    remedy: 'Write what the message names; the output fixes is a patch for what ruff can fix.',
  },
  'parse-network': {
    level: REFUSAL,
    reason: 'it happens each time Airflow loads the file, and breaks the DAG when the host is down',
    remedy: 'Move it into a task, or add the host to check.allow-hosts of the policy.',
  },
  'parse-database': {
    level: REFUSAL,
    reason: 'it happens each time Airflow loads the file, and breaks the DAG when the database is down',
    remedy: 'Move it into a task.',
  },
  'parse-process': {
    level: REFUSAL,
    reason: 'it happens each time Airflow loads the file',
    remedy: 'Move it into a task, or add the program to check.allow-programs of the policy.',
  },
  'parse-write': {
    level: REFUSAL,
    reason: 'it happens each time Airflow loads the file, and containers are often read-only',
    remedy: 'Move it into a task, or write to a temporary folder.',
  },
  'parse-variable': {
    level: 'error without a default and a sample; notice with a sample',
    reason: 'each load queries the database, and check cannot load the file without a value',
    remedy: 'Read it in a task or a template, give it a default, or add a sample to config/variables.json.',
  },
  'parse-connection': {
    level: 'warning; notice with a sample',
    reason: 'each load queries the database',
    remedy: 'Read it in a task, or add a sample to config/connections.json.',
  },
  'drift-airflow': {
    level: 'warning',
    reason: 'tests and production have different versions',
    remedy: 'Use one version everywhere.',
  },
  'drift-python': {
    level: 'warning',
    reason: 'tests and production have different versions',
    remedy: 'Use one version everywhere.',
  },
  'drift-executor': {
    level: 'warning',
    reason: 'a DAG may run on a developer’s machine and not in production',
    remedy: 'Use one executor, or explain the difference in a comment “# executor: …”.',
  },
};
