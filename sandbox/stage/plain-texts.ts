import type { ActionResult } from '../runner/run-action.ts';

/** Code, bold text or a link. GitHub renders no Markdown in logs and annotations. */
const MARKDOWN = /`[^`\n]+`|\*\*[^\s*](?:[^*\n]*[^\s*])?\*\*|\]\(https?:/;

/** Argo CD's words about a chart that it cannot render. They quote the command of Helm in backticks. */
const WORDS_OF_HELM = /(?:Failed to load target state|could not render the manifests): [^`]*`helm [^`\n]*` failed /;

/** Words of other people, such as the headline of a commit. */
const QUOTED = /“[^”]*”/g;

/**
 * Throws if an annotation or a line of the log has Markdown, which a person would read as it is.
 * @throws Error with the first such text
 */
export function assertPlainTexts({ log, annotations }: Pick<ActionResult, 'log' | 'annotations'>): void {
  const texts = [...annotations.map(({ message }) => message), ...log];
  const found = texts.find((text) => MARKDOWN.test(text.replace(WORDS_OF_HELM, '').replace(QUOTED, '')));
  if (found !== undefined) throw new Error(`An annotation or a line of the log has Markdown: ${found}`);
}
