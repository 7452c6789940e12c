import type { Dockerfile, Instruction, Stage } from './dockerfile.ts';
import { changesOnlyCopies, parseModeChanges } from './mode-change.ts';
import { wordsOf } from './words/instruction-words.ts';
import type { Lookup } from './words/shell-words.ts';
import { tryExpand } from './words/variables.ts';

/** A Dockerfile in two parts: the runtime, which executes, and the code, which only copies and declares. */
export interface Split {
  readonly dockerfile: Dockerfile;
  /** The stages below the last one, from the base image up, and the last stage without its code. Empty without code. */
  readonly lineage: readonly Stage[];
  /** All stages up to and including the last instruction that executes. */
  readonly runtime: readonly Stage[];
  readonly code: readonly Instruction[];
  /** Where the runtime ends in the file's text. */
  readonly end: number;
}

/**
 * Splits after the last instruction that must execute, in the last stage or one that it continues. `lookup` gives the
 * variables that FROM sees.
 */
export function splitDockerfile(dockerfile: Dockerfile, lookup: Lookup = () => undefined): Split {
  const chain = continuedStages(dockerfile, lookup);
  const index = lastExecuted(chain.flatMap(({ instructions }) => instructions));
  // The stage in which the runtime ends, and how many of its instructions are in the runtime.
  let kept = index + 1;
  const at = chain.findIndex(({ instructions }, place) => {
    if (kept <= instructions.length || place === chain.length - 1) return true;
    kept -= instructions.length;
    return false;
  });
  const last = chain[at];
  if (last === undefined) throw new Error('a parsed Dockerfile has a stage');
  const runtimePart = { ...last, instructions: last.instructions.slice(0, kept) };
  const runtime = [...dockerfile.stages.slice(0, dockerfile.stages.indexOf(last)), runtimePart];
  return {
    dockerfile,
    runtime,
    lineage: lineageOf(runtime, dockerfile, lookup),
    code: chain.slice(at).flatMap((stage) => stage.instructions.slice(stage === last ? kept : 0)),
    end: (last.instructions[kept - 1] ?? last.from).end,
  };
}

/**
 * Returns the last stage, after the stages that it continues: FROM then only names an earlier stage, and nothing depends on
 * where a stage begins. ONBUILD does, and so does ENTRYPOINT, which drops a CMD of another stage only.
 */
function continuedStages(dockerfile: Dockerfile, lookup: Lookup): readonly Stage[] {
  const lineage = lineageOf(dockerfile.stages, dockerfile, lookup);
  const first = lineage.findLastIndex((stage, index) => {
    const base = lineage[index - 1];
    const has = (of: Stage, keyword: string) => of.instructions.some((each) => each.keyword === keyword);
    return base === undefined || stage.from.flags.size > 0 || has(base, 'ONBUILD') || has(stage, 'ENTRYPOINT');
  });
  return lineage.slice(first);
}

/**
 * Returns the index of the last instruction that must execute, or -1. A RUN that only changes the mode or owner of files
 * that the code copies is part of the code.
 */
function lastExecuted(instructions: readonly Instruction[]): number {
  const isPlain = (instruction: Instruction) => executes(instruction) && parseModeChanges(instruction) === undefined;
  const first = instructions.findLastIndex(isPlain) + 1;
  const code = instructions.slice(first);
  const kept = code.findLastIndex(
    (instruction, index) =>
      executes(instruction) && !changesOnlyCopies(instruction, code.slice(0, index).filter(isCopy)),
  );
  return first + kept;
}

/** Returns the whole Dockerfile as the runtime, because any instruction may need Docker. */
export function keepWhole(dockerfile: Dockerfile): Split {
  const { stages, text } = dockerfile;
  return { dockerfile, runtime: stages, lineage: [], code: [], end: text.length };
}

/** Returns whether the instruction must execute before its result is known. */
export function executes(instruction: Instruction): boolean {
  if (instruction.keyword === 'RUN') return true;
  return isCopy(instruction) && (instruction.flags.has('from') || hasRemoteSource(instruction));
}

export function isCopy({ keyword }: Instruction): boolean {
  return keyword === 'COPY' || keyword === 'ADD';
}

/** Returns whether a source of ADD may be a URL or a git repository; a file of the context may have such a name too. */
function isRemote(source: string): boolean {
  return /^(?:https?|ftp|git|ssh):|^[\w.-]+@[\w.-]+:/.test(source);
}

/** Returns whether a source of ADD may be remote; a variable may hold a URL. */
function hasRemoteSource(instruction: Instruction): boolean {
  const sources = instruction.keyword === 'ADD' ? wordsOf(instruction).slice(0, -1) : [];
  return sources.map((word) => word.replace(/^["']/, '')).some((word) => word.startsWith('$') || isRemote(word));
}

/** Returns the earlier stage that a FROM or a `--from` names, by name or number. */
export function stageNamed(stages: readonly Stage[], name: string): Stage | undefined {
  return (
    stages.find((stage) => stage.name === name.toLowerCase()) ?? (/^\d+$/.test(name) ? stages[Number(name)] : undefined)
  );
}

function lineageOf(stages: readonly Stage[], dockerfile: Dockerfile, lookup: Lookup): Stage[] {
  const lineage: Stage[] = [];
  let index = stages.length - 1;
  while (index >= 0) {
    const stage = stages[index];
    if (stage === undefined) break;
    lineage.unshift(stage);
    const [word = ''] = stage.from.rest.split(/\s/, 1);
    const base = tryExpand(word, lookup, dockerfile)?.toLowerCase();
    index = stages.slice(0, index).findLastIndex(({ name }) => name !== undefined && name === base);
  }
  return lineage;
}
