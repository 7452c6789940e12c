import { existsSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parseDockerfile } from '../../src/image/dockerfile/parse-dockerfile.ts';
import { isCopy } from '../../src/image/dockerfile/split.ts';
import { wordsOf } from '../../src/image/dockerfile/words/instruction-words.ts';
import { type RepositoryFiles, readText } from './files.ts';

/** https://docs.docker.com/build/building/packaging/#filename */
const NAME = /(?:^|\/)(?:\.?dockerfile(?:[._-][^/]*)?|[^/]*\.dockerfile)$/i;
const IGNORE_FILE = /\.dockerignore$/i;
const OF_AIRFLOW = /airflow|astro-?runtime|astronomer/i;

/** Returns the Dockerfiles of Airflow's image: those that mention Airflow, or all if none does. */
export async function findDockerfiles(files: RepositoryFiles): Promise<string[]> {
  const all = files.paths.filter((path) => NAME.test(path) && !IGNORE_FILE.test(path));
  const texts = await Promise.all(all.map((path) => readText(files, path)));
  const real = all.filter((_, index) => /^\s*FROM\s/im.test(texts[index] ?? ''));
  const ofAirflow = real.filter((path) => OF_AIRFLOW.test(texts[all.indexOf(path)] ?? ''));
  return ofAirflow.length > 0 ? ofAirflow : real;
}

/** Returns the folder that the COPY instructions of a Dockerfile mean: the root, or the Dockerfile's own folder. */
export async function findContext(files: RepositoryFiles, dockerfile: string): Promise<string> {
  const own = dirname(dockerfile);
  if (own === '.') return '.';
  const sources = readSources(await readText(files, dockerfile), dockerfile);
  const missing = (context: string) =>
    sources.filter((source) => !existsSync(join(files.directory, context, source))).length;
  return missing(own) < missing('.') ? own : '.';
}

/** Returns the sources of all COPY and ADD, as far as they are plain paths. */
function readSources(text: string, path: string): string[] {
  const instructions = parseDockerfile(text, path).stages.flatMap((stage) => stage.instructions);
  const copies = instructions.filter((each) => isCopy(each) && !each.flags.has('from') && each.heredocs.length === 0);
  return copies
    .flatMap((instruction) => wordsOf(instruction).slice(0, -1))
    .filter((source) => !/[$*?[]|:\/\//.test(source))
    .map((source) => posix.normalize(source));
}
