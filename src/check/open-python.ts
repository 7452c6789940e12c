import { mkdtemp, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { inheritedEnvironment } from '../runner/environment.ts';
import { FIXED, LOADER, type OpenPython, writableFolders } from './loader.ts';
import { openImage } from './open-image.ts';
import type { CheckOptions } from './options.ts';

/**
 * Returns a Python with Airflow and the code of a checkout: the interpreter of the input `python`, or an image built from
 * the checkout, for which Docker may reuse layers of `cached`.
 * @throws UserError `dags-missing`, `image-build-failed`
 */
export async function openPython(
  options: CheckOptions,
  checkout: string,
  cached: string | undefined,
): Promise<OpenPython> {
  const dags = resolve(checkout, relative(options.workspace, options.dags));
  if (!(await isFolder(dags)) && checkout === options.workspace) {
    throw new UserError('dags-missing', `${options.dags} is not a folder.`, 'Set the input dags to the DAG folder.');
  }
  return options.python === undefined ? openImage(options, checkout, cached) : openLocal(options, checkout, dags);
}

/** Passes on nothing else from the runner's environment: no token, no cloud credentials. */
async function openLocal(
  { python = 'python', workspace, temp, root }: CheckOptions,
  checkout: string,
  dags: string,
): Promise<OpenPython> {
  const home = await mkdtemp(join(temp, 'flux-airflow-home-'));
  const code = resolve(checkout, relative(workspace, root));
  const environment = {
    PATH: inheritedEnvironment().PATH ?? '',
    LANG: 'C.UTF-8',
    HOME: home,
    ...writableFolders(home),
    // As in the image, where the code is in AIRFLOW_HOME. A cfg file for developers is not in the image.
    AIRFLOW_HOME: code,
    AIRFLOW_CONFIG: join(home, 'airflow.cfg'),
    PYTHONDONTWRITEBYTECODE: '1',
    AIRFLOW__CORE__PLUGINS_FOLDER: await findPlugins(dags, code),
    PYTHONPATH: code,
    ...FIXED,
  };
  const command = python.includes('/') ? resolve(workspace, python) : python;
  const close = () => rm(home, { recursive: true, force: true });
  return { command, args: [LOADER], environment, cwd: code, dagFolder: dags, roots: [code], close };
}

async function findPlugins(dags: string, code: string): Promise<string> {
  const beside = join(dirname(dags), 'plugins');
  return (await isFolder(beside)) ? beside : join(code, 'plugins');
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
