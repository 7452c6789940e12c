import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { RunContext } from '../runner/run-context.ts';

const FOLDER = '.github/workflows';

/** The page where a person starts an operation. */
export interface OperationPage {
  readonly url: string;
  /** The input to choose there besides tag and reason, such as `operation rollback`; `undefined`: none. */
  readonly choice?: string;
}

/** The page where a person starts a rollback. */
export type RollbackPage = OperationPage;

/** The part of a workflow that describes a run by hand. */
interface Workflow {
  readonly on?: {
    readonly workflow_dispatch?: { readonly inputs?: Readonly<Record<string, { readonly options?: unknown } | null>> };
  };
}

/**
 * Returns the page of a workflow in the checkout: `rollback.yaml`, or the running workflow if it can be started by hand
 * with an option `rollback` or an input `rollback-to`. Otherwise `undefined`.
 */
export function findRollbackPage(context: RunContext): Promise<RollbackPage | undefined> {
  return findPage(context, 'rollback');
}

/** Returns the page of `resume.yaml`, or of the running workflow if it can be started by hand with an option `resume`. */
export function findResumePage(context: RunContext): Promise<OperationPage | undefined> {
  return findPage(context, 'resume');
}

async function findPage(context: RunContext, operation: 'rollback' | 'resume'): Promise<OperationPage | undefined> {
  const own = `${operation}.yaml`;
  const pageOf = (file: string) => `${context.serverUrl}/${context.repository}/actions/workflows/${file}`;
  const folder = join(context.workspace, FOLDER);
  if (existsSync(join(folder, own))) return { url: pageOf(own) };
  const file = findRunning(context);
  if (file === undefined) return undefined;
  const text = await readFile(join(folder, file), 'utf8').catch(() => '');
  if (!text.includes(operation)) return undefined;
  const offer = findOffer(text, operation);
  return offer && { url: pageOf(file), ...offer };
}

/** Returns how a person rolls back; `tag`: the version to go back to, if there is one to name. */
export function describeRollback(page: RollbackPage | undefined, tag: string | undefined): string {
  const to = tag ?? 'a tag that the summary lists';
  if (page === undefined)
    return `To roll back: run this action with operation: rollback, rollback-to: ${to} and a reason.`;
  return `To roll back: run ${page.url} with ${page.choice === undefined ? '' : `the ${page.choice}, `}${tag === undefined ? to : `the tag ${tag}`} and a reason.`;
}

/** Returns how a person resumes, in the imperative. */
export function describeResume(page: OperationPage | undefined): string {
  if (page === undefined) return 'run this action with operation: resume';
  return `run ${page.url}${page.choice === undefined ? '' : ` with the ${page.choice}`}`;
}

/** Returns the file of the running workflow, or of its caller. An organisation's required workflow has none in the checkout. */
function findRunning({ workflowRef, repository }: RunContext): string | undefined {
  const [path = ''] = workflowRef.split('@');
  const folder = `${repository}/${FOLDER}/`;
  return path.startsWith(folder) ? path.slice(folder.length) : undefined;
}

function findOffer(text: string, operation: 'rollback' | 'resume'): Pick<OperationPage, 'choice'> | undefined {
  const inputs = Object.entries(readInputs(text));
  const choice = inputs.find(([, input]) => Array.isArray(input?.options) && input.options.includes(operation));
  if (choice !== undefined) return { choice: `${choice[0]} ${operation}` };
  return operation === 'rollback' && inputs.some(([name]) => name === 'rollback-to') ? {} : undefined;
}

function readInputs(text: string) {
  try {
    return (parse(text) as Workflow | null)?.on?.workflow_dispatch?.inputs ?? {};
  } catch {
    return {};
  }
}
