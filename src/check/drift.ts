import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { DagCode, DagFinding } from '../airflow/findings/finding.ts';
import type { Inventory } from '../airflow/inventory.ts';
import { findBaseImages } from '../image/dockerfile/base-images.ts';
import { parseDockerfile } from '../image/dockerfile/parse-dockerfile.ts';
import { readValue } from '../values/read.ts';
import type { Values } from '../values/yaml/values.ts';
import type { CheckOptions } from './options.ts';

/** A value at a line of this repository. */
interface Stated {
  readonly path: string;
  readonly line: number;
  readonly value: string;
}

/** The official image and others with its tag format, with or without a digest: `airflow:3.3.2-python3.13`. */
const AIRFLOW_IMAGE = /(?:^|\/)airflow:(?:slim-)?(\d+(?:\.\d+)+)\S*?(?:-python(\d+\.\d+))?(?:@\S+)?$/;
const REQUIREMENTS = ['requirements.txt', 'requirements-dev.txt'];
const COMPOSE = ['docker-compose.yaml', 'docker-compose.yml', 'compose.yaml', 'compose.yml'];

/**
 * Returns the differences in Airflow, Python and executor between the image, the tools of this repository, compose and
 * the values file. Each finding is at the line of this repository to change.
 */
export async function findDrift(
  options: CheckOptions,
  { airflow, python }: Inventory,
  values: Values | undefined,
): Promise<DagFinding[]> {
  const { workspace, python: interpreter } = options;
  const read = (path: string) => readFile(join(workspace, path), 'utf8').catch(() => '');
  const [image, requirements, project, compose] = await Promise.all([
    findImage(options),
    Promise.all(
      REQUIREMENTS.map(async (path) => search(path, await read(path), /^apache-airflow(?:\[.*?\])?==([\d.]+)/)),
    ),
    read('pyproject.toml').then((text) =>
      search('pyproject.toml', text, /^(?:target-version|python_version) = "(?:py)?(3)\.?(\d+)"/),
    ),
    Promise.all(COMPOSE.map(async (path) => findExecutor(path, await read(path)))),
  ]);
  const chartValue = (key: string) => (values === undefined ? undefined : (readValue(values, [key]) ?? undefined));
  const drift = (code: DagCode, at: Stated, message: string): DagFinding[] => [
    { level: 'warning', code, message, location: { file: at.path, line: at.line } },
  ];
  const differs = (code: DagCode, at: Stated, of: string | undefined, message: string) =>
    of === undefined || at.value === of ? [] : drift(code, at, message);
  const executor = chartValue('executor');
  return [
    ...(image === undefined
      ? []
      : differs(
          'drift-airflow',
          image.airflow,
          chartValue('airflowVersion'),
          `the image has Airflow ${image.airflow.value}, but airflowVersion in the values file is ${chartValue('airflowVersion')}, on which the chart bases what it deploys`,
        )),
    ...(image === undefined || interpreter === undefined
      ? []
      : differs(
          'drift-airflow',
          image.airflow,
          airflow,
          `the image has Airflow ${image.airflow.value}, but the DAGs were loaded with ${airflow}`,
        )),
    ...(image?.python === undefined || interpreter === undefined
      ? []
      : differs(
          'drift-python',
          image.python,
          python.split('.', 2).join('.'),
          `the image has Python ${image.python.value}, but the DAGs were loaded with ${python}`,
        )),
    ...requirements
      .flat()
      .flatMap((at) =>
        differs(
          'drift-airflow',
          at,
          image?.airflow.value,
          `apache-airflow is ${at.value} here, but ${image?.airflow.value} in the image`,
        ),
      ),
    ...project.flatMap((at) =>
      differs(
        'drift-python',
        at,
        image?.python?.value,
        `Python is ${at.value} here, but ${image?.python?.value} in the image`,
      ),
    ),
    ...compose.flatMap((at) =>
      at === undefined
        ? []
        : differs(
            'drift-executor',
            at,
            executor,
            `compose runs the ${at.value}, but the values file sets the ${executor}: explain the difference in a comment “# executor: …”, or remove it`,
          ),
    ),
  ];
}

interface Image {
  readonly airflow: Stated;
  readonly python: Stated | undefined;
}

/** Returns the base image of the last stage; `undefined` if its name does not contain the version. */
async function findImage({ workspace, file, buildArgs, platform }: CheckOptions): Promise<Image | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const path = relative(workspace, file);
  const dockerfile = parseDockerfile(text, path);
  const bases = findBaseImages({ dockerfile, stages: dockerfile.stages, buildArgs, platform });
  const base = bases.findLast(({ name }) => AIRFLOW_IMAGE.test(name));
  const [, airflow, python] = AIRFLOW_IMAGE.exec(base?.name ?? '') ?? [];
  if (base === undefined || airflow === undefined) return undefined;
  const lines = text.split('\n');
  const state = (value: string): Stated => {
    const line = lines.findIndex((each) => /^\s*(?:ARG|FROM)\s/i.test(each) && each.includes(value));
    return { path, line: line === -1 ? base.instruction.line : line + 1, value };
  };
  return { airflow: state(airflow), python: python === undefined ? undefined : state(python) };
}

/** Returns all matching lines; the value is the captured groups, joined by dots. */
function search(path: string, text: string, pattern: RegExp): Stated[] {
  return text.split('\n').flatMap((line, index) => {
    const [, ...caught] = pattern.exec(line) ?? [];
    return caught.length === 0 ? [] : [{ path, line: index + 1, value: caught.join('.') }];
  });
}

/** Returns the executor of a compose file, unless a comment explains it. */
function findExecutor(path: string, text: string): Stated | undefined {
  if (/^\s*#\s+executor:\s+\S/m.test(text)) return undefined;
  return search(path, text, /AIRFLOW__CORE__EXECUTOR["']?\s*[:=]\s*["']?(\w+)/)[0];
}
