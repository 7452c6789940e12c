import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const TASKS = 10;

/** Writes DAG files of ten tasks into a folder. */
export async function writeDags(folder: string, files: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let file = 0; file < files; file += 1) await writeFile(join(folder, `team_${file}.py`), dagText(file));
}

/** Returns the environment of Airflow's own commands on the DAGs of a team. */
export function airflowEnvironment(team: string, interpreter: string): Record<string, string> {
  return {
    PATH: `${dirname(interpreter)}:${process.env.PATH}`,
    HOME: team,
    AIRFLOW_HOME: join(team, '.home'),
    AIRFLOW__CORE__DAGS_FOLDER: join(team, 'airflow/dags'),
    AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
    AIRFLOW__LOGGING__LOGGING_LEVEL: 'FATAL',
  };
}

/** Returns a DAG file. */
export function dagText(file: number, schedule = '@daily'): string {
  const tasks = Array.from(
    { length: TASKS },
    (_, task) => `    @task(task_id="step_${task}")\n    def step_${task}() -> int:\n        return ${task}\n`,
  );
  const order = Array.from({ length: TASKS }, (_, task) => `step_${task}()`).join(' >> ');
  return `import pendulum
from airflow.sdk import dag, task


@dag(
    schedule="${schedule}",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    default_args={"owner": "ada", "retries": 2},
)
def team_${file}() -> None:
${tasks.join('\n')}
    ${order}


team_${file}()
`;
}
