import { info } from '@actions/core';
import { buildByDocker } from '../docker/build-by-docker.ts';
import type { PlatformBuildOptions } from '../options.ts';
import { locate, pinBases } from '../plan/bases.ts';
import type { Plan } from '../plan/plan.ts';
import type { SharedWork } from '../shared-work.ts';
import { explainMiss } from './explain-miss.ts';
import { loadRuntime } from './index-runtime.ts';
import type { Runtime } from './runtime.ts';
import { warnOfCopyBeforeRun } from './warn-copy-before-run.ts';
import { warnOfLastStage } from './warn-last-stage.ts';

/**
 * Builds and pushes the runtime of a plan with Docker, and indexes it.
 * @throws UserError `runtime-missing` without Docker, `runtime-build-failed`
 */
export async function buildRuntime(
  plan: Plan,
  options: PlatformBuildOptions,
  { warned }: SharedWork,
): Promise<Runtime> {
  const { key } = plan;
  const load = () => loadRuntime(key.tag, { ...options, inputs: key.lines });
  // Another run may have built it while the approval was checked.
  const other = await load();
  if (other !== undefined) return other;
  await options.registry.requireWritable();
  const miss = await explainMiss(plan, options);
  if (!warned.has('Dockerfile')) warnOfDockerfile(plan, options, warned);
  info(`The registry has no ${key.tag}, so Docker builds it. ${miss.sentence}`);
  const failure = await build(plan, options, miss.cacheFrom).catch((error: unknown) => error);
  // Another run may have been faster, and an immutable tag is not pushed twice.
  const built = await load();
  if (built !== undefined) return built;
  throw failure ?? new Error(`docker pushed ${key.tag}, but the registry does not have it`);
}

function warnOfDockerfile(plan: Plan, { target }: PlatformBuildOptions, warned: SharedWork['warned']): void {
  warned.add('Dockerfile');
  warnOfCopyBeforeRun(plan);
  if (target === undefined) warnOfLastStage(plan);
}

function build(plan: Plan, options: PlatformBuildOptions, cacheFrom: string | undefined): Promise<void> {
  const { key, split, bases, ignore, partialContext } = plan;
  const dockerfile = pinBases(split, bases, options.registryMirror);
  const cache = cacheFrom === undefined ? {} : { cacheFrom };
  const baseRegistries = bases.map(({ reference }) => locate(reference, options.registryMirror).registry);
  const part = partialContext === undefined ? {} : { partialContext };
  return buildByDocker({
    ...options,
    ...cache,
    ...part,
    tag: key.tag,
    dockerfile,
    ignore: ignore.text,
    baseRegistries,
  });
}
