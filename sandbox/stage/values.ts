import { editValues } from '../../src/values/edit.ts';

/** A small values file of Airflow's chart, as a team would write it. */
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

/** The values file of a team: its repository and tag put into a text that has the chart's keys. */
export function teamValues(text: string, repository: string, tag: string): string {
  return editValues(text, [
    { path: 'images.airflow.repository', value: repository },
    { path: 'images.airflow.tag', value: tag },
  ]).text;
}
