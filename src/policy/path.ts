/** Where a repository has its policy, from its root. */
export const POLICY_PATH = '.github/flux-airflow.yaml';
