import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { dagFile } from '../../demo/pull-request.ts';
import { gitText, identity } from '../../sandbox/github/git.ts';

const ENGINEER = identity({ name: 'bench', email: 'bench@example.com' });

const DOCKERFILE = `FROM apache/airflow:3.3.2-python3.13
COPY requirements.txt /requirements.txt
RUN pip install --no-cache-dir -r /requirements.txt
`;

/** The instructions after the runtime: the same for `docker build` and for us. */
export const CODE = `ENV PYTHONPATH=/opt/airflow
COPY --chown=airflow:root dags /opt/airflow/dags
`;

const SQL_LINES = 40;

/** Returns a DAG of usual length. Each has different column names, so that no two have the same text. */
function longDag(index: number): string {
  const columns = Array.from({ length: SQL_LINES }, (_, line) =>
    createHash('sha256').update(`${index} ${line}`).digest('base64url'),
  );
  const lines = columns.map((column) => `    coalesce(orders.${column}, 0) as ${column.slice(0, 12).toLowerCase()},`);
  return `${dagFile(`dag_${index}`)}\n\nSTATEMENT = """\nselect\n${lines.join('\n')}\nfrom orders\n"""\n`;
}

/** A data team's checkout. */
export interface Team {
  readonly directory: string;
  /** Changes one DAG, so that the next image differs, and commits it. Returns the commit. */
  change(): Promise<string>;
  remove(): Promise<void>;
}

/** Creates a checkout with this number of DAGs in a temporary folder, as a git repository without commits. */
export async function makeTeam(dags: number): Promise<Team> {
  const directory = await mkdtemp(join(tmpdir(), 'flux-airflow-team-'));
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  };
  await write('Dockerfile', DOCKERFILE + CODE);
  await write('requirements.txt', 'pandas==3.0.1\n');
  for (let index = 0; index < dags; index += 1) {
    await write(`dags/team_${index % 20}/dag_${index}.py`, longDag(index));
  }
  const git = (...args: string[]) => gitText(directory, args, { environment: ENGINEER });
  await git('init', '--quiet');
  let version = 0;
  return {
    directory,
    async change() {
      version += 1;
      const path = join(directory, 'dags/team_0/dag_0.py');
      const text = (await readFile(path, 'utf8')).replace(/return \d+/, `return ${Date.now()}${version}`);
      await writeFile(path, text);
      await git('add', '--all');
      await git('commit', '--quiet', '--message', 'change a DAG');
      return git('rev-parse', 'HEAD');
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
