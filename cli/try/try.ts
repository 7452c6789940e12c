import { posix } from 'node:path';
import { triggersOf } from '../../sandbox/docker/stand-in-base.ts';
import type { BaseImage } from '../../src/image/dockerfile/base-images.ts';
import type { Dockerfile } from '../../src/image/dockerfile/dockerfile.ts';
import { parseDockerfile } from '../../src/image/dockerfile/parse-dockerfile.ts';
import { DOCKER_HUB } from '../../src/image-reference.ts';
import { parseReference } from '../../src/registry/image-name.ts';
import { withCleanup } from '../with-cleanup.ts';
import { listAccounts, listBases, seedBases, withoutDigests } from './bases.ts';
import { addDag, addDockerfile, type Files, NEW_DAG } from './changes.ts';
import { readCodeLayer } from './code-layer.ts';
import { findRepair, type Repair } from './fixes.ts';
import { importRepository } from './import-repository.ts';
import type { TryOptions } from './options.ts';
import { imageName, type Player, playPullRequest, readOrEmpty } from './play.ts';
import type { Deployed, TryResult } from './result.ts';
import { splitLines } from './split-lines.ts';
import { GITOPS, LEAD, SOURCE, startTryStage } from './stage.ts';
import { type PreparedValues, prepareValues } from './values.ts';

const NEW_DOCKERFILE = 'Dockerfile';
/** A repair can show the next problem. */
const MOST_REPAIRS = 6;

/** Receives each step, for a person who waits. */
export type Say = (step: string) => void;

/**
 * Deploys two approved pull requests of the user's repository in the sandbox: the first builds the runtime, the second
 * adds a DAG. Changes nothing outside of a temporary folder, which it removes.
 * @throws UsageError, UserError `dockerfile-invalid`
 */
export async function tryRepository(options: TryOptions, say: Say): Promise<TryResult> {
  const started = performance.now();
  const { files, dockerfile: given, dags } = options;
  const path = given ?? NEW_DOCKERFILE;
  const added: Files = given === undefined ? addDockerfile(dags, files.paths) : {};
  const text = added[NEW_DOCKERFILE] ?? (await readOrEmpty(files.directory, path));
  const buildArgs = Object.fromEntries(options.buildArgs.map((pair) => pair.split(/=(.*)/s, 2)));
  const bases = listBases(parseDockerfile(text, path), buildArgs);
  const dockerfile = parseDockerfile(withoutDigests(text, bases), path);
  const name = imageName(files.directory);
  const { image } = prepareValues(options.values, name, 'version-0');
  const hosts = bases.map((base) => parseReference(base.name).registry).filter((host) => host !== DOCKER_HUB);
  say('Starting stand-ins for GitHub, the registries and Docker');
  const stage = await startTryStage([...new Set(hosts)], image);
  return withCleanup(stage.close, async () => {
    await seedBases(bases, listAccounts(dockerfile), stage.mirror.host, stage.endpoints);
    const source = await stage.github.createRepository(SOURCE, {
      collaborators: { [LEAD]: 'admin', engineer: 'write' },
    });
    const first = await importRepository(files, source, LEAD);
    const values = prepareValues(options.values, name, `version-${first}`);
    const gitops = await stage.github.createRepository(GITOPS, { files: { [values.path]: values.text } });
    const pinned = dockerfile.text === text ? {} : { [path]: dockerfile.text };
    const player = { stage, source, gitops };
    const prepared = { values, dockerfile, files: { ...added, ...pinned }, onBuild: listTriggers(bases) };
    const played = await playBoth(player, options, prepared, say);
    return {
      repository: files.directory,
      ...played,
      context: options.context,
      hasDags: options.hasDags,
      dagFile: posix.join(dags, `${NEW_DAG}.py`),
      values,
      milliseconds: performance.now() - started,
    };
  });
}

/** Returns the ONBUILD lines of the last base image that has some. */
function listTriggers(bases: readonly BaseImage[]): readonly string[] {
  const all = bases.filter(({ instruction }) => instruction.keyword === 'FROM').map(({ name }) => parseReference(name));
  return all.map(({ repository, tag }) => triggersOf(repository, tag)).findLast((lines) => lines.length > 0) ?? [];
}

interface Prepared {
  readonly onBuild: readonly string[];
  readonly values: PreparedValues;
  readonly dockerfile: Dockerfile;
  /** The files that the first pull request adds. */
  readonly files: Files;
}

async function playBoth(player: Player, options: TryOptions, prepared: Prepared, say: Say) {
  const { values, dockerfile, files } = prepared;
  const inputs = readInputs(options, values, dockerfile.path);
  say('Deploying the first pull request, which builds the runtime');
  const { deployed: first, repairs, result } = await playFirst(player, { ...files }, inputs);
  const all = Object.assign({ ...inputs }, ...repairs.map((repair) => repair.inputs)) as Record<string, string>;
  let second: Deployed | undefined;
  if (first.outcome === 'deployed') {
    say('Deploying the second pull request, which adds a DAG');
    second = (await playPullRequest(player, 'Add a DAG', addDag(options.dags), all)).deployed;
  }
  const { tag, runtime } = { runtime: result.outputs.runtime, tag: second?.tag ?? first.tag };
  const isWhole = first.annotations.some(({ title }) => title === 'full docker build');
  const layer = tag !== undefined && runtime !== undefined && !isWhole;
  return {
    dockerfile: {
      path: dockerfile.path,
      isExample: options.dockerfile === undefined,
      onBuild: prepared.onBuild,
      lines: splitLines(dockerfile, first.annotations, isWhole),
    },
    isWhole,
    fixes: repairs.map(({ problem, remedy }) => ({ problem, remedy })),
    first,
    second,
    codeLayer: layer ? await readCodeLayer(player.stage, values.image, { tag, runtime }) : undefined,
    inputs: all,
  };
}

/** Deploys the first pull request. After an error with a known remedy, applies it and tries again. */
async function playFirst(player: Player, files: Files, inputs: Readonly<Record<string, string>>) {
  const repairs: Repair[] = [];
  for (;;) {
    const more = Object.assign({}, ...repairs.map((repair) => repair.inputs));
    const title = repairs.length === 0 ? 'Deploy with flux-airflow' : `Deploy with flux-airflow (${repairs.length})`;
    const content = { ...files, '.github/workflows/deploy.yaml': `# Try ${repairs.length + 1}\n` };
    const played = await playPullRequest(player, title, content, { ...inputs, ...more });
    const repair = played.deployed.outcome === 'failed' ? findRepair(played.result) : undefined;
    if (repair === undefined || repairs.length === MOST_REPAIRS) return { ...played, repairs };
    repairs.push(repair);
  }
}

/** Returns the inputs that the repository needs, without those that keep their default. */
function readInputs(options: TryOptions, values: PreparedValues, file: string): Record<string, string> {
  const { context, target, buildArgs } = options;
  return {
    image: values.image,
    'values-file': values.path,
    ...(file === NEW_DOCKERFILE ? {} : { file }),
    ...(context === '.' ? {} : { context }),
    ...(target === undefined ? {} : { target }),
    ...(buildArgs.length === 0 ? {} : { 'build-args': buildArgs.join('\n') }),
    ...values.inputs,
  };
}
