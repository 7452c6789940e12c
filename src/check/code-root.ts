import { access } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { CheckOptions } from './options.ts';

/**
 * Returns the folder from which DAG files import the team's code: the parent of the DAG folder, or of the outermost Python
 * package around it. The DAG folder itself if it is the workspace.
 */
export async function findRoot(dags: string, workspace: string): Promise<string> {
  if (dags === workspace) return dags;
  let root = dirname(dags);
  while (root !== workspace && (await exists(join(root, '__init__.py')))) root = dirname(root);
  return root;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Returns the root of the code as the loader sees it; the DAG folder itself where it is not below that root. */
export function codeFolder(dagFolder: string, { dags, root }: Pick<CheckOptions, 'dags' | 'root'>): string {
  const inside = relative(root, dags);
  return inside !== '' && dagFolder.endsWith(`/${inside}`) ? dagFolder.slice(0, -inside.length - 1) : dagFolder;
}
