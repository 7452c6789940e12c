import { join } from 'node:path';
import { pack } from 'tar-stream';
import type { PlanOptions } from '../../src/build/options.ts';
import type { Extent } from '../../src/build/plan/plan.ts';
import { planBuild } from '../../src/build/plan/plan-build.ts';
import { loadRuntime } from '../../src/build/runtime/index-runtime.ts';
import { DECLARE } from '../../src/image/dockerfile/config-instructions.ts';
import type { Split } from '../../src/image/dockerfile/split.ts';
import { Variables } from '../../src/image/dockerfile/words/variables.ts';
import type { Settings } from '../../src/image/oci/image-config.ts';
import { parsePlatform } from '../../src/image/oci/platform.ts';
import { openRegistry } from '../../src/registry/client.ts';
import { parseImageName } from '../../src/registry/image-name.ts';
import type { EcrAccount } from '../ecr/index.ts';
import type { Registry } from '../registry/index.ts';
import { BASE_REPOSITORY, BASE_TAG, baseConfig, baseLayer } from './base-image.ts';
import { putImage } from './put-image.ts';

export interface SeedOptions {
  /** The stand-in for Docker Hub. */
  readonly mirror: Registry;
  /** The Amazon ECR registry of `account`, which gets the runtime image. */
  readonly registry: Pick<Registry, 'host'>;
  readonly account: EcrAccount;
  /** A checkout with a Dockerfile. */
  readonly workspace: string;
  /** Registry and repository, as in the input `image`. */
  readonly image: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Default: `runtime`. */
  readonly extent?: Extent;
  /** Default: `linux/amd64`. */
  readonly platform?: string;
}

/** Pushes a small base image under the name of Airflow's to the mirror of Docker Hub. Returns its digest. */
export async function seedBase(mirror: Registry): Promise<string> {
  const registry = openRegistry({ image: { registry: mirror.host, repository: BASE_REPOSITORY } });
  const { digest } = await putImage(registry, BASE_TAG, [baseLayer()], ([diffId = '']) => baseConfig(diffId));
  return digest;
}

/**
 * Pushes the base image, and the runtime image of the workspace's Dockerfile without using Docker: the base, one file
 * instead of the results of RUN, and the index. Returns the runtime's tag.
 */
export async function seedRuntime(options: SeedOptions): Promise<string> {
  const { mirror, account, workspace, buildArgs = {}, platform = 'linux/amd64' } = options;
  await seedBase(mirror);
  const plan = { context: workspace, file: join(workspace, 'Dockerfile'), buildArgs, platform };
  const {
    split,
    key: { tag, lines },
  } = await planBuild({ ...plan, registryMirror: mirror.host }, options.extent);
  const [accessKey] = account.accessKeys.values();
  if (accessKey === undefined) throw new Error('the account has no access key');
  const registry = openRegistry({
    image: { registry: options.registry.host, repository: parseImageName(options.image).repository },
    credentials: { username: 'AWS', password: account.issueToken(accessKey).password },
  });
  await putImage(registry, tag, [baseLayer(), installedLayer()], ([first = '', ...others]) => {
    const base = baseConfig(first);
    const history = [...(base.history ?? []), { created_by: 'RUN # stands for the installed packages' }];
    const settings = declared(split, plan, structuredClone(base.config ?? {}));
    const { architecture } = parsePlatform(platform);
    return {
      ...base,
      architecture,
      config: settings,
      rootfs: { type: 'layers', diff_ids: [first, ...others] },
      history,
    };
  });
  await loadRuntime(tag, { registry, platform: plan.platform, dryRun: false, inputs: lines });
  return tag;
}

function installedLayer(): AsyncIterable<Buffer> {
  const tar = pack();
  tar.entry({ name: 'home/airflow/installed', uid: 50_000, mode: 0o644, mtime: new Date(0) }, 'packages\n');
  tar.finalize();
  return tar as AsyncIterable<Buffer>;
}

/** Returns the base image's settings with those of the runtime's instructions. */
function declared({ dockerfile, lineage }: Split, { buildArgs, platform }: PlanOptions, settings: Settings): Settings {
  const env = new Map((settings.Env ?? []).map((pair) => [pair.split('=', 1)[0], pair.slice(pair.indexOf('=') + 1)]));
  const scope = new Variables(dockerfile, buildArgs, platform, (name) => env.get(name));
  const to = { dockerfile, scope, settings, hasCommand: false };
  for (const instruction of lineage.flatMap((stage) => stage.instructions)) {
    if (instruction.keyword === 'ARG') scope.apply(instruction);
    DECLARE[instruction.keyword]?.(instruction, to);
    if (instruction.keyword === 'ENV') scope.apply(instruction);
  }
  return settings;
}
