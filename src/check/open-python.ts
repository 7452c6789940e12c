import { mkdtemp, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { inheritedEnvironment } from '../runner/environment.ts';
import { LOADER, type OpenPython } from './loader.ts';
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
  const isFolder = await stat(dags).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder && checkout === options.workspace) {
    throw new UserError('dags-missing', `${options.dags} is not a folder.`, 'Set the input dags to the DAG folder.');
  }
  return options.python === undefined
    ? openImage(options, checkout, cached)
    : openLocal(options.python, dags, options.temp);
}

/** Passes on nothing else from the runner's environment: no token, no cloud credentials. */
async function openLocal(python: string, dags: string, temp: string): Promise<OpenPython> {
  const home = await mkdtemp(join(temp, 'flux-airflow-home-'));
  const code = dirname(dags);
  const environment = {
    PATH: inheritedEnvironment().PATH ?? '',
    LANG: 'C.UTF-8',
    HOME: home,
    AIRFLOW_HOME: home,
    PYTHONDONTWRITEBYTECODE: '1',
    AIRFLOW__CORE__PLUGINS_FOLDER: join(code, 'plugins'),
    PYTHONPATH: code,
  };
  const close = () => rm(home, { recursive: true, force: true });
  return { command: python, args: [LOADER], environment, dagFolder: dags, roots: [code], close };
}
