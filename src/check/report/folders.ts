import { markPart } from '../../github/pull-request/comment.ts';

/** A part that an earlier step wrote: its folder and its text. */
const PART = /<!-- flux-airflow: dags (.*?) -->\n([\s\S]*?)\n<!-- flux-airflow: end of dags \1 -->/g;

/** Returns the section of the check with a new part for one DAG folder; steps for other folders wrote the other parts. */
export function replaceFolder(section: string, folder: string, markdown: string): string {
  const name = folder.replaceAll('--', '-');
  const parts = new Map([...section.matchAll(PART)].map(([, key = '', text = '']) => [key, text]));
  return [...parts.set(name, markdown)].map(([key, text]) => markPart(`dags ${key}`, text)).join('\n\n');
}
