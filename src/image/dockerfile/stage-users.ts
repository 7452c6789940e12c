import type { Instruction, Stage } from './dockerfile.ts';
import { mountsOf } from './mounts.ts';
import { flagOf } from './parse-dockerfile.ts';
import { isCopy, stageNamed } from './split.ts';

/** Stages that the image needs, each with the first instruction of a later stage that uses it. */
export type StageUsers = ReadonlyMap<Stage, Instruction>;

/** Returns the stages that the last one needs; `undefined` if a variable may name any of them. */
export function findStageUsers(stages: readonly Stage[]): StageUsers | undefined {
  const users = new Map<Stage, Instruction>();
  for (const [index, stage] of [...stages.entries()].reverse()) {
    if (index < stages.length - 1 && !users.has(stage)) continue;
    const names = namesIn(stage);
    if (names.some(([, name]) => mayBeStage(name))) return undefined;
    // From the last to the first, so that the first user remains.
    for (const [user, name] of names.reverse()) {
      const used = findStage(stages.slice(0, index), user, name);
      if (used !== undefined) users.set(used, user);
    }
  }
  return users;
}

/** Returns the images and stages that a stage names, in their order, with the instructions that name them. */
function namesIn({ from, instructions }: Stage): [Instruction, string][] {
  const [base = ''] = from.rest.split(/\s/, 1);
  const used = instructions.flatMap((instruction) => {
    const copied = isCopy(instruction) ? flagOf(instruction, 'from') : undefined;
    const mounted = mountsOf(instruction).map((mount) => mount?.get('from'));
    return [copied, ...mounted].flatMap((name): [Instruction, string][] => (name ? [[instruction, name]] : []));
  });
  return [[from, base], ...used];
}

/** Returns the stage of a name, or of a number, which FROM does not take. */
function findStage(earlier: readonly Stage[], user: Instruction, name: string): Stage | undefined {
  if (user.keyword !== 'FROM') return stageNamed(earlier, name);
  return earlier.findLast((stage) => stage.name === name.toLowerCase());
}

/** Returns whether a name with a variable may be that of a stage, which has no slash, colon or at sign. */
function mayBeStage(name: string): boolean {
  const literal = name.replace(/\$(?:\{[^}]*\}|\w+)/g, '');
  return name.includes('$') && !/[/:@]/.test(literal);
}
