import type { ActionResult } from '../runner/run-action.ts';

/** Code, bold text or a link. GitHub renders no Markdown in logs and annotations. */
const MARKDOWN = /`[^`\n]+`|\*\*[^\s*](?:[^*\n]*[^\s*])?\*\*|\]\(https?:/;

/**
 * Throws if an annotation or a line of the log has Markdown, which a person would read as it is.
 * @throws Error with the first such text
 */
export function assertPlainTexts({ log, annotations }: Pick<ActionResult, 'log' | 'annotations'>): void {
  const found = [...annotations.map(({ message }) => message), ...log].find((text) => MARKDOWN.test(text));
  if (found !== undefined) throw new Error(`An annotation or a line of the log has Markdown: ${found}`);
}
