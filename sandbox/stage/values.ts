import { editValues } from '../../src/values/edit.ts';

/** A small values file for Airflow's chart, as a team would write it. */
export const TEAM_VALUES = `# Airflow of one team. The deployment changes images.airflow.tag, and nothing else.
executor: KubernetesExecutor
airflowVersion: "3.3.2"

images:
  airflow:
    repository: ~
    tag: ~        # set by the deployment
    # Specifying digest takes precedence over tag.
    digest: ~
    pullPolicy: IfNotPresent

createUserJob:
  useHelmHooks: false
migrateDatabaseJob:
  useHelmHooks: false

config:
  core:
    load_examples: 'False'
`;

/** Returns a team's values file: a text with the chart's keys, in which repository and tag are set. */
export function teamValues(text: string, repository: string, tag: string): string {
  return editValues(text, [
    { path: 'images.airflow.repository', value: repository },
    { path: 'images.airflow.tag', value: tag },
  ]).text;
}
