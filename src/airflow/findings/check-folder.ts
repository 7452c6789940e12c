import type { Inventory, PluginProblem } from '../inventory.ts';
import type { DagFinding } from './finding.ts';

/** Returns what is wrong with the DAG folder as a whole: skipped files and the plugins. */
export function checkFolder({ skipped = [], plugins = [] }: Inventory, folder: string): DagFinding[] {
  const notices = skipped.map(({ file, line }): DagFinding => {
    const message = 'looks like a DAG, but Airflow skips the file, because its text lacks the word airflow or dag';
    return { level: 'notice', code: 'dag-skipped', message, location: { file: `${folder}/${file}`, line } };
  });
  return [...plugins.map(explainPlugin), ...notices];
}

function explainPlugin({ kind, file, message }: PluginProblem): DagFinding {
  const level = kind === 'hides' ? 'warning' : kind === 'helper-error' ? 'notice' : 'error';
  return { level, code: 'dag-plugin', message: describePlugin(kind, message), location: { file, line: 1 } };
}

function describePlugin(kind: PluginProblem['kind'], message: string): string {
  switch (kind) {
    case 'error':
      return `the plugin does not load: ${message}`;
    case 'helper-error':
      return `Airflow runs this file as a plugin, and it does not load: ${message}`;
    case 'breaks':
      return `breaks Airflow, because plugins are imported under their file names, and this one replaces the module ${message}`;
    case 'hides':
      return `replaces the installed module ${message}, because plugins are imported under their file names`;
    case 'died':
      return `loading the plugins ends the process: ${message}`;
  }
}
