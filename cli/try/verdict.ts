import { posix } from 'node:path';
import { inlineNote } from './inline-note.ts';
import type { Fix, TryResult } from './result.ts';

/** What the result means, in the words of the page and of the terminal. */
export interface Verdict {
  readonly level: 'good' | 'slow' | 'failed';
  readonly headline: string;
  /** What to do before the first deployment. */
  readonly before: readonly Fix[];
  /** What would make deployments faster. */
  readonly faster: readonly Fix[];
}

const SLOW = ['full docker build', 'code before RUN', 'last stage'];

/** Returns the headline and the work that is left. */
export function judgeTry(result: TryResult): Verdict {
  const { first, second, fixes, values } = result;
  const notes = values.notes.map((remedy) => ({ problem: `${values.path} does not name your own image.`, remedy }));
  return {
    ...readHeadline(result),
    before: [...explainFailure(result), ...explainMissingCopy(result), ...fixes, ...notes],
    faster: [...first.annotations, ...(second?.annotations ?? [])]
      .filter(({ title }) => SLOW.includes(title ?? ''))
      .map(({ message, file, line }) => splitAdvice(inlineNote(message), file, line))
      .filter(({ problem }, index, all) => all.findIndex((each) => each.problem === problem) === index),
  };
}

function readHeadline({ first, second, dagFile }: TryResult): Pick<Verdict, 'level' | 'headline'> {
  if (second === undefined) return { level: 'failed', headline: 'The deployment stopped, and committed nothing.' };
  if (second.outcome === 'unchanged')
    return { level: 'failed', headline: `Deployments work, but ${dagFile} does not reach the image.` };
  if (second.outcome !== 'deployed')
    return { level: 'failed', headline: `The new DAG is not deployed: ${second.outcome}.` };
  if (second.usedDocker || first.annotations.some(({ title }) => title === 'full docker build'))
    return { level: 'slow', headline: 'A new DAG is deployed, but each change to a DAG runs Docker.' };
  return { level: 'good', headline: `A new DAG is deployed in ${formatSeconds(second.milliseconds)}, without Docker.` };
}

function explainFailure({ first, second }: TryResult): Fix[] {
  const failed = [first, ...(second === undefined ? [] : [second])].find(({ outcome }) => outcome === 'failed');
  const error = failed?.annotations.find(({ level }) => level === 'error');
  if (failed === undefined) return [];
  const [problem = 'The deployment ended without an error message. Read the log below.', ...lines] =
    error?.message.split('\n') ?? [];
  const remedy = lines.find((line) => line.startsWith('What to do: '))?.slice('What to do: '.length) ?? '';
  return [{ problem, remedy }];
}

function explainMissingCopy({ second, dagFile, hasDags, dockerfile, context }: TryResult): Fix[] {
  if (second?.outcome !== 'unchanged') return [];
  const folder = posix.dirname(dagFile);
  const source = posix.relative(context, folder) || '.';
  if (!hasDags) {
    const problem = `No file of the repository looks like a DAG, so the new one was put into ${folder}, which is not in the image.`;
    return [{ problem, remedy: 'Name the DAG folder with --dags.' }];
  }
  const isOutside = source.startsWith('..');
  const copy = `Add this line after the last RUN of ${dockerfile.path}: COPY ${source} <the DAG folder of the image>. For Airflow’s own image, that is \${AIRFLOW_HOME}/dags.`;
  const remedy = isOutside
    ? `The build context is ${context}, which does not contain ${folder}. Try it with --context .`
    : copy;
  return [
    {
      problem: `No COPY of ${dockerfile.path} brings ${folder} into the image, or .dockerignore excludes it. A volume or git-sync may bring it today.`,
      remedy,
    },
  ];
}

/** Splits a warning into what it says about a line and what to do. */
function splitAdvice(text: string, file: string | undefined, line: number | undefined): Fix {
  const place = file === undefined ? '' : `${file}${line === undefined ? '' : ` line ${line}`}: `;
  const [problem = '', ...rest] = text.split(/(?<=\.) (?=[A-Z])/);
  return { problem: `${place}${problem}`, remedy: rest.join(' ') };
}

/** Returns a duration such as `0.9 s`. */
export function formatSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
