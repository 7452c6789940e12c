import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { RunContext } from '../runner/run-context.ts';

const FOLDER = '.github/workflows';
const OWN = 'rollback.yaml';

/** The page where a rollback is started. */
export interface RollbackPage {
  readonly url: string;
  /** What is chosen there beside the tag and the reason, such as `operation rollback`; `undefined`: nothing. */
  readonly choice?: string;
}

/** As far as starting one by hand goes. */
interface Workflow {
  readonly on?: {
    readonly workflow_dispatch?: { readonly inputs?: Readonly<Record<string, { readonly options?: unknown } | null>> };
  };
}

/**
 * Finds it by the checkout: the workflow `rollback.yaml`, or the one that runs, where somebody can start that with
 * `rollback` as one of an input's options, or with an input `rollback-to`; `undefined` where there is neither.
 */
export async function findRollbackPage(context: RunContext): Promise<RollbackPage | undefined> {
  const pageOf = (file: string) => `${context.serverUrl}/${context.repository}/actions/workflows/${file}`;
  const folder = join(context.workspace, FOLDER);
  if (existsSync(join(folder, OWN))) return { url: pageOf(OWN) };
  const file = findRunning(context);
  if (file === undefined) return undefined;
  const text = await readFile(join(folder, file), 'utf8').catch(() => '');
  if (!text.includes('rollback')) return undefined;
  const offer = findOffer(text);
  return offer && { url: pageOf(file), ...offer };
}

/** The file of the workflow that runs; of a called one its caller's. An organisation's workflow is in no checkout. */
function findRunning({ workflowRef, repository }: RunContext): string | undefined {
  const [path = ''] = workflowRef.split('@');
  const folder = `${repository}/${FOLDER}/`;
  return path.startsWith(folder) ? path.slice(folder.length) : undefined;
}

function findOffer(text: string): Pick<RollbackPage, 'choice'> | undefined {
  const inputs = Object.entries(readInputs(text));
  const choice = inputs.find(([, input]) => Array.isArray(input?.options) && input.options.includes('rollback'));
  if (choice !== undefined) return { choice: `${choice[0]} rollback` };
  return inputs.some(([name]) => name === 'rollback-to') ? {} : undefined;
}

function readInputs(text: string) {
  try {
    return (parse(text) as Workflow | null)?.on?.workflow_dispatch?.inputs ?? {};
  } catch {
    return {};
  }
}
