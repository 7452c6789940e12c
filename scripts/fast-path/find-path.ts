import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeCopy } from '../../src/build/runtime/warn-copy-before-run.ts';
import { UserError } from '../../src/errors.ts';
import { Context } from '../../src/image/context/context.ts';
import { readIgnore } from '../../src/image/context/ignore.ts';
import { findCopiesBeforeRun } from '../../src/image/dockerfile/copy-before-run.ts';
import { NeedsDocker } from '../../src/image/dockerfile/needs-docker.ts';
import { type Division, divideContext } from './classify.ts';

/**
 * How a change of a DAG is built: as a code layer, with a new runtime, or by Docker from all of the Dockerfile.
 * `none` if the image contains no DAG, `refused` if the action rejects the Dockerfile.
 */
export type Path = 'code' | 'runtime' | 'whole' | 'none' | 'refused';

export interface FoundPath {
  readonly path: Path;
  /** The line that decides, and why; empty on the fast path. */
  readonly reasons: readonly string[];
}

/** Returns the path of a DAG's change through a Dockerfile. `file` and `folder` are absolute. */
export async function findPath(file: string, folder: string): Promise<FoundPath> {
  try {
    return describeDivision(await divideContext(file, readFileSync(file, 'utf8'), folder));
  } catch (error) {
    if (error instanceof NeedsDocker) {
      const path = (await hasDag(file, folder)) ? 'whole' : 'none';
      return { path, reasons: [`line ${error.line}: ${error.message}`] };
    }
    if (error instanceof UserError) return { path: 'refused', reasons: [`${error.code}: ${error.message}`] };
    throw error;
  }
}

function describeDivision({ split, context, code, runtime }: Division): FoundPath {
  const isDag = (path: string) => mayContainDag(join(context.root, path));
  const early = findCopiesBeforeRun(split, context);
  const reasons = early.map((copy) => `line ${copy.instruction.line}: ${describeCopy(copy)}`);
  const last = split.runtime.at(-1)?.instructions.at(-1);
  const dags = [...runtime].filter(isDag);
  if (dags.length > 0) {
    return { path: 'runtime', reasons: reasons.length > 0 ? reasons : [`${dags[0]}, before line ${last?.line}`] };
  }
  return { path: [...code].some(isDag) ? 'code' : 'none', reasons: [] };
}

/** Returns whether a build context contains a DAG, so that an image that Docker builds may contain it. */
async function hasDag(file: string, folder: string): Promise<boolean> {
  const context = new Context(folder, await readIgnore(folder, file));
  const [top] = context.resolve('.');
  return top !== undefined && context.walk(top.entry).some(({ path }) => mayContainDag(join(folder, path)));
}

/** Returns whether Airflow would load a file, by the words that its own heuristic looks for. */
function mayContainDag(path: string): boolean {
  if (!path.endsWith('.py')) return false;
  const text = readFileSync(path, 'utf8').toLowerCase();
  return text.includes('airflow') && text.includes('dag');
}
