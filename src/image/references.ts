import { UserError } from '../errors.ts';
import type { Dockerfile, Instruction, Stage } from './dockerfile.ts';
import { globalArgs, tryExpand } from './scope.ts';
import { stageNamed } from './split.ts';

/** An image of others that the runtime is built from. */
export interface BaseImage {
  /** As the Dockerfile names it, variables expanded. */
  readonly name: string;
  /** What names it: FROM, or an instruction with `--from` or a mount. */
  readonly instruction: Instruction;
  /** Where in the file's text the name stands. */
  readonly start: number;
  readonly end: number;
}

export interface BaseImageOptions {
  readonly dockerfile: Dockerfile;
  readonly stages: readonly Stage[];
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly platform: string;
}

/** The base images of all stages, and the images that COPY and RUN take files from. */
export function findBaseImages({ dockerfile, stages, buildArgs, platform }: BaseImageOptions): BaseImage[] {
  const globals = globalArgs(dockerfile, buildArgs, platform);
  return stages.flatMap((stage, index) => {
    const earlier = stages.slice(0, index);
    const [word = ''] = stage.from.rest.split(/\s/, 1);
    const name = tryExpand(word, (variable) => globals.get(variable), dockerfile);
    if (name === undefined || name === '') throw noImage(dockerfile, stage.from);
    const from = isImage(name, earlier) ? [{ name, ...place(dockerfile, stage.from, word) }] : [];
    const used = stage.instructions.flatMap((instruction) =>
      imagesIn(instruction)
        .filter((image) => isImage(image, [...earlier, stage]))
        .map((image) => ({ name: image, ...place(dockerfile, instruction, `from=${image}`, 'from='.length) })),
    );
    return [...from, ...used];
  });
}

/** Where an instruction says `text`, without as much as is skipped of it. */
function place(
  { text: whole }: Dockerfile,
  instruction: Instruction,
  text: string,
  skipped = 0,
): Omit<BaseImage, 'name'> {
  const at = instruction.start + whole.slice(instruction.start, instruction.end).indexOf(text);
  return { instruction, start: at + skipped, end: at + text.length };
}

/** `--from` of COPY and ADD, and `from=` of RUN's mounts. */
function imagesIn({ flags }: Instruction): string[] {
  const from = flags.get('from');
  const mounts = (flags.get('mount') ?? '').split(/[ ,]/).filter((option) => option.startsWith('from='));
  return [...(from === undefined ? [] : [from]), ...mounts.map((option) => option.slice('from='.length))];
}

function isImage(name: string, stages: readonly Stage[]): boolean {
  return name.toLowerCase() !== 'scratch' && stageNamed(stages, name) === undefined;
}

function noImage(dockerfile: Dockerfile, { line }: Instruction): UserError {
  const location = { file: dockerfile.path, line };
  return new UserError(
    'dockerfile-invalid',
    `${dockerfile.path} line ${line}: FROM names no image.`,
    'Give the variables in it a default by ARG before FROM, or a value in build-args.',
    { findings: [{ message: 'FROM names no image', location }] },
  );
}
