import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Answers } from '../airflow/python.ts';
import { UserError } from '../errors.ts';

/** The file for local development of Astro projects; https://www.astronomer.io/docs/astro/cli/develop-project */
const ASTRO = 'airflow_settings.yaml';

interface AstroSettings {
  readonly airflow?: {
    readonly variables?: readonly { readonly variable_name?: string; readonly variable_value?: unknown }[] | null;
    readonly connections?: readonly Readonly<Record<string, unknown>>[] | null;
  };
}

/**
 * Reads samples of the Variables and Connections that DAGs use, from `config/variables.json` and `config/connections.json`
 * below the root of the code, or from the settings of an Astro project. The format of the JSON files is that of `airflow
 * variables export` and `airflow connections export`; all files are optional.
 * @throws UserError `samples-invalid`
 */
export async function readSamples(root: string): Promise<Answers> {
  const [variables, connections, astro] = await Promise.all([
    readObject(join(root, 'config/variables.json')),
    readObject(join(root, 'config/connections.json')),
    readAstro(join(root, ASTRO)),
  ]);
  const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const all = { ...astro.variables, ...variables };
  return {
    variables: Object.fromEntries(Object.entries(all).map(([key, value]) => [key, asText(value)])),
    connections: { ...astro.connections, ...connections },
  };
}

async function readAstro(path: string) {
  const settings: AstroSettings | null = await parseFile(path, '{}', parse, 'YAML');
  const { variables, connections } = settings?.airflow ?? {};
  return {
    variables: Object.fromEntries(
      (variables ?? []).flatMap(({ variable_name: name, variable_value: value }) =>
        name ? [[name, value ?? '']] : [],
      ),
    ),
    connections: Object.fromEntries(
      (connections ?? []).flatMap(({ conn_id: id, ...fields }) =>
        typeof id === 'string' && id !== '' ? [[id, fromAstro(fields)]] : [],
      ),
    ),
  };
}

/** Returns the fields under Airflow's names: `conn_host` is `host`; only `conn_type` keeps its prefix. */
function fromAstro({ conn_uri: uri, ...fields }: Readonly<Record<string, unknown>>): unknown {
  if (typeof uri === 'string' && uri !== '') return uri;
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name === 'conn_type' ? name : name.replace(/^conn_/, ''), value]),
  );
}

function readObject(path: string): Promise<Record<string, unknown>> {
  return parseFile(path, '{}', JSON.parse, 'JSON');
}

async function parseFile<T>(path: string, missing: string, parser: (text: string) => T, format: string): Promise<T> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return missing;
    throw error;
  });
  try {
    return parser(text);
  } catch (cause) {
    const remedy = 'Use the format of “airflow variables export” or “airflow connections export”.';
    throw new UserError('samples-invalid', `${path} is not ${format}.`, remedy, { cause });
  }
}
