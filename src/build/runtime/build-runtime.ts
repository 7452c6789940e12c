import { info } from '@actions/core';
import { pinBases } from '../bases.ts';
import { buildByDocker } from '../docker.ts';
import type { BuildOptions } from '../options.ts';
import type { Plan } from '../plan.ts';
import { explainMiss } from './explain-miss.ts';
import { loadRuntime } from './index-runtime.ts';
import type { Runtime } from './runtime.ts';
import { warnOfCopyBeforeRun } from './warn-copy-before-run.ts';

/**
 * Builds and pushes the runtime of a plan with Docker, and indexes it.
 * @throws UserError `runtime-missing` without Docker, `runtime-build-failed`
 */
export async function buildRuntime(plan: Plan, options: BuildOptions): Promise<Runtime> {
  const { key } = plan;
  const load = () => loadRuntime(key.tag, { ...options, inputs: key.lines });
  // Another run may have built it while the approval was checked.
  const other = await load();
  if (other !== undefined) return other;
  await options.registry.requireWritable();
  const miss = await explainMiss(plan, options);
  warnOfCopyBeforeRun(plan);
  info(`The registry has no ${key.tag}, so Docker builds it. ${miss.sentence}`);
  const failure = await build(plan, options, miss.cacheFrom).catch((error: unknown) => error);
  // Another run may have been faster, and an immutable tag is not pushed twice.
  const built = await load();
  if (built !== undefined) return built;
  throw failure ?? new Error(`docker pushed ${key.tag}, but the registry does not have it`);
}

function build(plan: Plan, options: BuildOptions, cacheFrom: string | undefined): Promise<void> {
  const { key, split, bases, ignore } = plan;
  const dockerfile = pinBases(split, bases, options.registryMirror);
  const cache = cacheFrom === undefined ? {} : { cacheFrom };
  return buildByDocker({ ...options, ...cache, tag: key.tag, dockerfile, ignore: ignore.text });
}
