import type { Annotation } from '../../sandbox/runner/workflow-commands.ts';
import type { Dockerfile } from '../../src/image/dockerfile/dockerfile.ts';
import { splitDockerfile } from '../../src/image/dockerfile/split.ts';
import { inlineNote } from './inline-note.ts';
import type { SplitLine } from './result.ts';

/** Returns the lines of a Dockerfile with the part that each belongs to, and the warnings of the deployment about it. */
export function splitLines(dockerfile: Dockerfile, annotations: readonly Annotation[], isWhole: boolean): SplitLine[] {
  const { end } = splitDockerfile(dockerfile);
  const notes = new Map(
    annotations
      .filter(({ file, line }) => file === dockerfile.path && line !== undefined)
      .map((annotation) => [annotation.line, inlineNote(annotation.message)]),
  );
  let at = 0;
  return dockerfile.text
    .replace(/\n$/, '')
    .split('\n')
    .map((text, index) => {
      const start = at;
      at += text.length + 1;
      const isEmpty = text.trim() === '' || text.trim().startsWith('#');
      const part = isEmpty ? 'none' : isWhole || start < end ? 'runtime' : 'code';
      const note = notes.get(index + 1);
      return { number: index + 1, text, part, ...(note === undefined ? {} : { note }) };
    });
}
