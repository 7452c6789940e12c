import type { Context } from '../context/context.ts';
import { hasWildcard } from '../context/glob.ts';
import type { Dockerfile, Instruction, Stage } from './dockerfile.ts';
import { mountsOf } from './mounts.ts';
import { moveInstallation } from './move-installation.ts';
import { NeedsWholeContext } from './needs-docker.ts';
import { parseDockerfile } from './parse-dockerfile.ts';
import { executes, isCopy } from './split.ts';
import { wordsOf } from './words/instruction-words.ts';

/** ONBUILD instructions of a base image. Docker executes them directly after FROM, in each build. */
export class HasTriggers extends NeedsWholeContext {
  readonly triggers: readonly string[];

  constructor(dockerfile: Dockerfile, from: Instruction, name: string, triggers: readonly string[]) {
    super(dockerfile, from, `the base image ${name} has ONBUILD ${triggers[0]}`);
    this.triggers = triggers;
  }
}

/**
 * Returns a Dockerfile with the triggers of its base image as its first instructions, at the place of FROM. After the last
 * trigger that executes, they may only copy folders and set the user, so that Docker can execute them on a context that
 * lacks the code, and the code layer can copy the folders again. A RUN after them may only install packages; it then
 * comes before the copies, which do not change what it installs.
 * @throws NeedsWholeContext
 */
export function inlineTriggers(dockerfile: Dockerfile, triggers: readonly string[], context: Context): Dockerfile {
  const [stage, ...others] = dockerfile.stages;
  if (stage === undefined) return dockerfile;
  const reject = (reason: string) => new NeedsWholeContext(dockerfile, stage.from, `the base image has ${reason}`);
  if (others.length > 0 || dockerfile.escapeToken !== '\\') throw reject('ONBUILD');
  const inlined = triggers.map((trigger) => parseTrigger(trigger, stage));
  const last = inlined.findLastIndex((instruction) => instruction === undefined || executes(instruction));
  for (const [index, instruction] of inlined.entries()) {
    const isSupported = index > last ? repeats(instruction, context) : isPlain(instruction);
    if (!isSupported) throw reject(`ONBUILD ${triggers[index]}`);
  }
  const all = inlined.filter((instruction) => instruction !== undefined);
  const parts = { early: all.slice(0, last + 1), late: all.slice(last + 1), instructions: stage.instructions };
  if (!stage.instructions.some(executes)) {
    return { ...dockerfile, stages: [{ ...stage, instructions: [...all, ...stage.instructions] }] };
  }
  const moved = moveInstallation(parts, context);
  if (typeof moved === 'string') throw reject(`ONBUILD, which copies the code${moved}`);
  const { runtime, copies } = moved;
  const settings = parts.late.filter((instruction) => !isCopy(instruction));
  const code = [...parts.late.filter(isCopy), ...copies, ...stage.instructions.slice(runtime.length)];
  const instructions = [...parts.early, ...settings, ...runtime, ...code];
  return { ...dockerfile, stages: [{ ...stage, instructions }], installations: runtime.filter(executes) };
}

function parseTrigger(trigger: string, { from: { line, start, end } }: Stage): Instruction | undefined {
  try {
    const [stage, ...others] = parseDockerfile(`FROM scratch\n${trigger}\n`, 'ONBUILD').stages;
    const [instruction, ...more] = stage?.instructions ?? [];
    if (instruction === undefined || others.length + more.length > 0) return undefined;
    return { ...instruction, line, start, end };
  } catch {
    return undefined;
  }
}

/** Returns whether an instruction takes nothing from another image, whose digest would be unknown. */
function isPlain(instruction: Instruction | undefined): boolean {
  if (instruction === undefined || instruction.keyword === 'ONBUILD') return false;
  return (
    !instruction.flags.has('from') && mountsOf(instruction).every((mount) => mount !== undefined && !mount.has('from'))
  );
}

/** Returns whether an instruction has the same result if it is applied to an empty folder first, and then to the whole one. */
function repeats(instruction: Instruction | undefined, context: Context): boolean {
  if (instruction?.keyword === 'USER') return true;
  if (instruction === undefined || !isCopy(instruction) || !isPlain(instruction)) return false;
  return foldersOf(instruction).every((source) => {
    const [found, ...others] = context.resolve(source);
    return (
      !/[$"'\\]/.test(source) &&
      !source.split('/').some(hasWildcard) &&
      others.length === 0 &&
      found?.entry.type === 'directory'
    );
  });
}

/** Returns the sources of a COPY, as written. */
export function foldersOf(instruction: Instruction): readonly string[] {
  return wordsOf(instruction).slice(0, -1);
}
