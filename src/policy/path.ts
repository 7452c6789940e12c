/** The path of the policy, from the root of the repository. */
export const POLICY_PATH = '.github/flux-airflow.yaml';
