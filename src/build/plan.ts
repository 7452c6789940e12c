import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { UserError } from '../errors.ts';
import { Context } from '../image/context.ts';
import { parseDockerfile } from '../image/dockerfile.ts';
import { type Ignore, readIgnore } from '../image/ignore.ts';
import { runtimeTag } from '../image/runtime-key.ts';
import { type Split, splitDockerfile } from '../image/split.ts';
import { type Base, resolveBases } from './bases.ts';

export interface PlanOptions {
  /** Absolute paths. */
  readonly context: string;
  readonly file: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** `os/architecture[/variant]` */
  readonly platform: string;
  /** A registry that answers for the images of Docker Hub. */
  readonly registryMirror?: string;
}

/** What is to be built, as far as it is known without the runtime image. */
export interface Plan {
  readonly split: Split;
  readonly context: Context;
  readonly ignore: Ignore;
  readonly bases: readonly Base[];
  /** Tag of the runtime image. */
  readonly runtime: string;
}

/**
 * Reads the Dockerfile, splits it, and finds the tag of its runtime; asks only the base images' registries.
 * @throws UserError `dockerfile-missing`, `dockerfile-invalid`, `dockerfile-unsupported`, `base-image-missing`
 */
export async function planBuild(options: PlanOptions): Promise<Plan> {
  const { file, buildArgs, platform } = options;
  const [text, ignore] = await Promise.all([readDockerfile(file), readIgnore(options.context, file)]);
  const name = relative(process.env.GITHUB_WORKSPACE ?? options.context, file);
  const split = splitDockerfile(parseDockerfile(text, name));
  const context = new Context(options.context, ignore);
  const bases = await resolveBases(split, options);
  const digests = new Map(bases.map((base) => [base.name, base.digest]));
  const runtime = await runtimeTag({ split, buildArgs, platform, context, bases: digests });
  return { split, context, ignore, bases, runtime };
}

async function readDockerfile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UserError('dockerfile-missing', `${file} cannot be read.`, 'Correct the input file.', { cause });
  });
}
