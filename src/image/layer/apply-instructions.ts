import { UserError } from '../../errors.ts';
import type { Context } from '../context/context.ts';
import { DECLARE } from '../dockerfile/config-instructions.ts';
import type { Instruction } from '../dockerfile/dockerfile.ts';
import { NeedsDocker } from '../dockerfile/needs-docker.ts';
import { rejectNeedsDocker } from '../dockerfile/reject-needs-docker.ts';
import type { Split } from '../dockerfile/split.ts';
import { assignedNames } from '../dockerfile/words/instruction-words.ts';
import { FromBase, Variables } from '../dockerfile/words/variables.ts';
import type { ImageConfig, Settings } from '../oci/image-config.ts';
import type { RuntimeFiles } from '../runtime/runtime-files.ts';
import { changeFiles } from './change-files.ts';
import { copy } from './copy.ts';
import { FileTree, type LayerEntry, TreeError } from './file-tree.ts';
import { parseOwner, ROOT } from './owner.ts';
import { rejectMovedInstallation } from './reject-moved-installation.ts';

export interface CodeOptions {
  readonly split: Split;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly context: Context;
  /** The config and files of the runtime image. */
  readonly config: ImageConfig;
  readonly files: RuntimeFiles;
}

/** What the code adds to the runtime image. */
export interface Code {
  readonly settings: Settings;
  readonly entries: readonly (readonly [string, LayerEntry])[];
  /** The lines of the history, and which of them make files. */
  readonly history: readonly { readonly line: string; readonly makesFiles: boolean }[];
}

/** Applies the instructions after the runtime. @throws NeedsDocker, UserError `dockerfile-source-missing` */
export async function applyInstructions(options: CodeOptions): Promise<Code> {
  const { split, context, config, files } = options;
  const settings = structuredClone(config.config ?? {});
  const scope = variablesAfterRuntime(options);
  const { dockerfile } = split;
  const to = { dockerfile, scope, settings, hasCommand: hasCommandBefore(split) };
  const tree = new FileTree(files);
  const history: { line: string; makesFiles: boolean }[] = [];
  rejectNeedsDocker(split);
  rejectMovedInstallation(split, settings);
  for (const instruction of split.code) {
    if (instruction.keyword === 'ARG') scope.apply(instruction);
    const workingDirectory = settings.WorkingDir || '/';
    const declare = DECLARE[instruction.keyword];
    const isCopy = instruction.keyword === 'COPY' || instruction.keyword === 'ADD';
    const line = await explain(instruction, split, async () => {
      if (isCopy) return copy(instruction, { dockerfile, context, scope, tree, files, workingDirectory });
      if (instruction.keyword === 'RUN') {
        return changeFiles(instruction, { dockerfile, scope, tree, files, workingDirectory, settings });
      }
      return declare?.(instruction, to) ?? '';
    });
    if (instruction.keyword === 'WORKDIR') makeWorkingDirectory(instruction, split, settings, tree, files);
    // `ENV PATH=/x:$PATH` means the value before it.
    if (instruction.keyword === 'ENV') scope.apply(instruction);
    history.push({ line, makesFiles: isCopy || ['RUN', 'WORKDIR'].includes(instruction.keyword) });
  }
  return { settings, entries: tree.entries(), history };
}

/** Returns whether the last stage has set CMD before its code. */
function hasCommandBefore({ runtime }: Split): boolean {
  return runtime.at(-1)?.instructions.some(({ keyword }) => keyword === 'CMD') ?? false;
}

/** Returns the variables that the first instruction of the code sees, with ENV from the config. */
function variablesAfterRuntime({ split, buildArgs, platform, config }: CodeOptions): Variables {
  const env = new Map((config.config?.Env ?? []).map((pair) => splitPair(pair)));
  const instructions = split.lineage.flatMap((stage) => stage.instructions);
  const lastWriter = new Map<string, string>();
  for (const { keyword, rest } of instructions) {
    if (keyword !== 'ENV' && keyword !== 'ARG') continue;
    for (const name of assignedNames(rest, split.dockerfile.escapeToken)) lastWriter.set(name, keyword);
  }
  const scope = new Variables(split.dockerfile, buildArgs, platform, (name) => {
    if (lastWriter.get(name) === 'ENV') throw new FromBase();
    return env.get(name);
  });
  for (const instruction of instructions) scope.apply(instruction);
  for (const [name, value] of env) if (lastWriter.get(name) !== 'ARG') scope.set(name, value);
  return scope;
}

function splitPair(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  return [pair.slice(0, equals), pair.slice(equals + 1)];
}

function makeWorkingDirectory(
  instruction: Instruction,
  { dockerfile }: Split,
  { WorkingDir = '/', User }: Settings,
  tree: FileTree,
  files: RuntimeFiles,
): void {
  try {
    const owner = User === undefined || User === '' ? ROOT : parseOwner(User, files);
    tree.makeFolders(tree.follow(WorkingDir), owner);
  } catch (error) {
    throw new NeedsDocker(dockerfile, instruction, error instanceof Error ? error.message : String(error));
  }
}

async function explain(instruction: Instruction, { dockerfile }: Split, act: () => Promise<string>): Promise<string> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof UserError || error instanceof NeedsDocker) throw error;
    if (error instanceof FromBase || error instanceof TreeError) {
      throw new NeedsDocker(
        dockerfile,
        instruction,
        error.message || 'it uses a variable that an earlier line took from the base image',
      );
    }
    throw error;
  }
}
