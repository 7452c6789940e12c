import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { type DockerEngine, startDockerEngine } from '../../../sandbox/programs/docker-engine.ts';
import { type Registry, startRegistry } from '../../../sandbox/registry/index.ts';
import { type BuildKit, startBuildKit } from '../parts/buildkit.ts';
import type { EqualityCase } from './cases.ts';
import { type Files, flatten } from './flatten.ts';
import { buildOurs, type Checkout, checkOut, pushBases } from './workbench.ts';

/** Only our images have labels with their origin. */
const OWN_LABEL = /^org\.opencontainers\.image\./;

/** The result for a Dockerfile: `whole` was left to BuildKit, `refused` was rejected by both. */
export type End = 'equal' | 'whole' | 'refused';

/** Builds with a current BuildKit and with our code, and compares both images in a real engine. */
export class Judge {
  readonly directory: string;
  readonly registry: Registry;
  readonly daemon: BuildKit;
  readonly #engine: DockerEngine;

  private constructor(directory: string, registry: Registry, daemon: BuildKit, engine: DockerEngine) {
    this.directory = directory;
    this.registry = registry;
    this.daemon = daemon;
    this.#engine = engine;
  }

  /** Starts the real parts at these paths. `program` is the one that the ONBUILD of a base image executes. */
  static async start(docker: string, buildkitd: string, buildx: string, program?: string): Promise<Judge> {
    const directory = await mkdtemp(join(tmpdir(), 'flux-airflow-equality-'));
    const registry = await startRegistry({ directory: join(directory, 'registry'), immutableTags: true });
    await pushBases(registry, program);
    const registries = { [registry.host]: undefined };
    const daemon = await startBuildKit({ buildkitd, buildx, registries, mirror: registry.host });
    return new Judge(directory, registry, daemon, await startDockerEngine(docker, {}));
  }

  /** Builds the case both ways. @throws the error of jest's `expect` if the images differ */
  async compare(each: EqualityCase): Promise<End> {
    const context = await checkOut(this.directory, each);
    const [theirs, ours] = [await this.#buildTheirs(context), await this.#buildOurs(context)];
    if ('failed' in ours) {
      const reasons = ours.failed.annotations.map(({ title, message }) => `${title}: ${message}`);
      if (theirs !== undefined)
        throw new Error(`We reject this Dockerfile, but BuildKit builds it: ${reasons.join('; ')}`);
      return 'refused';
    }
    if (theirs === undefined) throw new Error('BuildKit rejects this Dockerfile, but we build it');
    await this.compareImages(ours.image, theirs);
    return ours.whole ? 'whole' : 'equal';
  }

  /** Compares two images, and returns the files of the first. @throws the error of jest's `expect` if they differ */
  async compareImages(ours: string, theirs: string): Promise<Files> {
    const [mine, other] = [await flatten(this.#engine, ours), await flatten(this.#engine, theirs)];
    expect([...mine.files.keys()].sort()).toEqual([...other.files.keys()].sort());
    expect([...mine.files].filter(([path, facts]) => other.files.get(path) !== facts)).toEqual(
      [...other.files].filter(([path, facts]) => mine.files.get(path) !== facts),
    );
    expect(meaning(mine.settings)).toEqual(meaning(other.settings));
    return mine.files;
  }

  async close(): Promise<void> {
    await this.#engine.close();
    await this.daemon.close();
    await this.registry.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  #buildOurs(context: Checkout): ReturnType<typeof buildOurs> {
    return buildOurs(this.registry, context, this.directory, this.daemon.environment);
  }

  async #buildTheirs({ directory: context }: Checkout): Promise<string | undefined> {
    const image = `${this.registry.host}/theirs:${context.split('-').at(-1)?.toLowerCase()}`;
    // As in a build from a Git URL, the context has no .git.
    const exported = `${context}-exported`;
    const filter = (path: string) => path !== join(context, '.git');
    await cp(context, exported, { recursive: true, verbatimSymlinks: true, filter });
    const built = this.daemon.build('--push', '--provenance=false', '--tag', image, exported);
    return built.then(
      () => image,
      () => undefined,
    );
  }
}

/** Returns the settings of a container, without fields of the engine. null, {} and [] mean the same. */
function meaning(settings: object): Record<string, unknown> {
  const { Image: _, Hostname: __, ...rest } = settings as Record<string, unknown>;
  const labels = Object.entries((rest.Labels as Record<string, string> | null) ?? {});
  const known = { ...rest, Labels: Object.fromEntries(labels.filter(([name]) => !OWN_LABEL.test(name))) };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === '' || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
