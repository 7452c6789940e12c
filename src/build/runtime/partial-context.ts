import { chmodSync, copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Context, ContextEntry } from '../../image/context/context.ts';
import { contextSources, EVERYTHING } from '../../image/context/context-sources.ts';
import { foldersOf } from '../../image/dockerfile/inline-triggers.ts';
import { NeedsWholeContext } from '../../image/dockerfile/needs-docker.ts';
import { isCopy, type Split } from '../../image/dockerfile/split.ts';
import { FromBase, Variables } from '../../image/dockerfile/words/variables.ts';

/**
 * Returns the entries of the build context that triggers need without the code: what the runtime reads, and the folders
 * that later triggers copy, without their content.
 * @throws NeedsWholeContext
 */
export function findPartialContext(
  { dockerfile, runtime, code }: Split,
  context: Context,
  { buildArgs, platform }: { readonly buildArgs: Readonly<Record<string, string>>; readonly platform: string },
): readonly ContextEntry[] {
  const scope = new Variables(dockerfile, buildArgs, platform, () => {
    throw new FromBase();
  });
  const instructions = runtime.flatMap((stage) => stage.instructions);
  const read = instructions.flatMap((instruction) => {
    scope.apply(instruction);
    return contextSources(instruction, scope).flatMap((source) => {
      if (source === EVERYTHING) throw new NeedsWholeContext(dockerfile, instruction, 'ONBUILD may copy anything');
      return context.resolve(source.path).flatMap(({ entry }) => context.walk(entry));
    });
  });
  // Triggers have the place of FROM.
  const from = runtime.at(-1)?.from.start;
  const copied = code
    .filter((instruction) => instruction.start === from)
    .filter(isCopy)
    .flatMap(foldersOf);
  const folders = copied.flatMap((source) => context.resolve(source).map(({ entry }) => entry));
  return [...read, ...folders];
}

/** Copies entries of a build context to the same paths in another folder. */
export function copyContext(root: string, entries: readonly ContextEntry[], to: string): void {
  mkdirSync(to, { recursive: true });
  for (const { path, type, mode, target = '' } of entries) {
    const place = join(to, path);
    mkdirSync(type === 'directory' ? place : dirname(place), { recursive: true });
    if (type === 'symlink') symlinkSync(target, place);
    if (type === 'file') copyFileSync(join(root, path), place);
    if (type !== 'symlink') chmodSync(place, mode);
  }
}
