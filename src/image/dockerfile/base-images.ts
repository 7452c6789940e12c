import { UserError } from '../../errors.ts';
import type { Dockerfile, Instruction, Stage } from './dockerfile.ts';
import { mountsOf } from './mounts.ts';
import { flagOf } from './parse-dockerfile.ts';
import { isCopy, stageNamed } from './split.ts';
import { globalArgs, lookupIn, tryExpand } from './words/variables.ts';

/** An image that the runtime is built from. */
export interface BaseImage {
  /** As written in the Dockerfile, with variables expanded. */
  readonly name: string;
  /** The instruction that names it: FROM, or one with `--from` or a mount. */
  readonly instruction: Instruction;
  /** The position of the name in the file's text. */
  readonly start: number;
  readonly end: number;
}

export interface BaseImageOptions {
  readonly dockerfile: Dockerfile;
  readonly stages: readonly Stage[];
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly platform: string;
}

/** A comment between continued lines. */
const COMMENT_LINE = /(?<=\n)[ \t]*#[^\n]*/g;
/** The text before the image of FROM, and before one that files are taken from. */
const BEFORE_WORD = '(?<=\\s)';
const BEFORE_FROM = '(?<=(?:--|--mount=|[\\s,])[Ff][Rr][Oo][Mm]=)';
/** The end of a name; a line continuation may follow it directly. */
const AFTER = '(?=[\\s,\\\\`]|$)';

/**
 * Returns the base images of all stages, and the images that COPY and RUN take files from.
 * @throws UserError `dockerfile-invalid`
 */
export function findBaseImages({ dockerfile, stages, buildArgs, platform }: BaseImageOptions): BaseImage[] {
  const lookup = lookupIn(globalArgs(dockerfile, buildArgs, platform));
  return stages.flatMap((stage, index) => {
    const earlier = stages.slice(0, index);
    const [word = ''] = stage.from.rest.split(/\s/, 1);
    const name = tryExpand(word, lookup, dockerfile);
    if (name === undefined || name === '') throw noImage(dockerfile, stage.from);
    const from = isImage(name, earlier) ? placeWords(dockerfile, stage.from, BEFORE_WORD, [word]) : [];
    const used = stage.instructions.flatMap((instruction) => {
      const images = imagesIn(instruction).filter((image) => isImage(image, [...earlier, stage]));
      return placeWords(dockerfile, instruction, BEFORE_FROM, images);
    });
    return [...from.map((image) => ({ ...image, name })), ...used];
  });
}

/** Finds words in an instruction, given in their order; whole words only, because one may begin another. */
function placeWords(
  dockerfile: Dockerfile,
  instruction: Instruction,
  before: string,
  words: readonly string[],
): BaseImage[] {
  const { start, end } = instruction;
  const text = dockerfile.text.slice(start, end).replace(COMMENT_LINE, (comment) => ' '.repeat(comment.length));
  let from = 0;
  return words.map((name) => {
    const pattern = new RegExp(`${before}${name.replace(/[^\w]/g, '\\$&')}${AFTER}`, 'g');
    pattern.lastIndex = from;
    const found = pattern.exec(text);
    if (found === null) throw splitName(dockerfile, instruction, name);
    from = found.index + name.length;
    return { name, instruction, start: start + found.index, end: start + from };
  });
}

/** Returns `--from` of COPY and ADD, and `from=` of RUN's mounts, in their order. */
function imagesIn(instruction: Instruction): string[] {
  const from = isCopy(instruction) ? flagOf(instruction, 'from') : undefined;
  const mounts = mountsOf(instruction).flatMap((mount) => mount?.get('from') ?? []);
  return [...(from === undefined ? [] : [from]), ...mounts].filter((image) => image !== '');
}

function isImage(name: string, stages: readonly Stage[]): boolean {
  return name.toLowerCase() !== 'scratch' && stageNamed(stages, name) === undefined;
}

function noImage(dockerfile: Dockerfile, { line }: Instruction): UserError {
  const location = { file: dockerfile.path, line };
  return new UserError(
    'dockerfile-invalid',
    `${dockerfile.path} line ${line}: FROM names no image.`,
    'Give its variables a default with ARG before FROM, or a value in build-args.',
    { findings: [{ message: 'FROM names no image', location }] },
  );
}

function splitName(dockerfile: Dockerfile, { line }: Instruction, name: string): UserError {
  const location = { file: dockerfile.path, line };
  return new UserError(
    'dockerfile-invalid',
    `${dockerfile.path} line ${line}: the image ${name} is not written in one piece.`,
    'Write its name on one line, without quotes.',
    { findings: [{ message: `${name} is not written in one piece`, location }] },
  );
}
