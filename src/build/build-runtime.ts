import { join } from 'node:path';
import { info } from '@actions/core';
import { UserError } from '../errors.ts';
import type { LayerEntry } from '../image/layer/file-tree.ts';
import { ROOT } from '../image/layer/owner.ts';
import { assertNoSecrets } from '../secrets/scan.ts';
import { pinBases } from './bases.ts';
import { buildByDocker } from './docker.ts';
import { explainMiss } from './explain-miss.ts';
import type { BuildOptions } from './options.ts';
import type { Plan } from './plan.ts';
import { findRuntime, type Runtime, type RuntimeOptions } from './runtime.ts';
import { assertNoTriggers } from './triggers.ts';
import { warnOfCopyBeforeRun } from './warn-copy-before-run.ts';

/** The runtime of a plan from the registry; `undefined` when it is not there. What is to be learnt of it is, once `ready` is done. */
export function findPlanned(plan: Plan, options: BuildOptions, ready: Promise<unknown>): Promise<Runtime | undefined> {
  return findRuntime({ ...wantedRuntime(plan, options), ready });
}

/**
 * Docker builds the runtime, once `ready` is done, and pushes it.
 * @throws NeedsWholeContext; UserError `runtime-missing`, `runtime-build-failed`, `secret-in-image`
 */
export async function buildRuntime(plan: Plan, options: BuildOptions, ready: Promise<unknown>): Promise<Runtime> {
  if (options.dryRun) {
    throw new UserError(
      'runtime-missing',
      `The runtime image ${plan.key.tag} is not in the registry, and a dry run builds none.`,
      'Run it once without dry-run: then it is built and kept.',
    );
  }
  const [miss] = await Promise.all([explainMiss(plan, options), assertNoTriggers(plan, options), ready]);
  await assertNoSecretsIn(plan, options);
  warnOfCopyBeforeRun(plan);
  info(`The registry has no ${plan.key.tag}: Docker builds it. ${miss.sentence}`);
  const failure = await build(plan, options, miss.cacheFrom).catch((error: unknown) => error);
  // Another run may have been faster, and an immutable tag is not pushed twice.
  const built = await findPlanned(plan, options, ready);
  if (built !== undefined) return built;
  throw failure ?? new Error(`docker pushed ${plan.key.tag}, and the registry does not have it`);
}

function wantedRuntime({ key }: Plan, { registry, platform, dryRun }: BuildOptions): RuntimeOptions {
  return { registry, tag: key.tag, platform, dryRun, inputs: key.lines };
}

function build(plan: Plan, options: BuildOptions, cacheFrom: string | undefined): Promise<void> {
  const { key, split, bases, ignore } = plan;
  const dockerfile = pinBases(split, bases, options.registryMirror);
  const cache = cacheFrom === undefined ? {} : { cacheFrom };
  return buildByDocker({ ...options, ...cache, tag: key.tag, dockerfile, ignore: ignore.text });
}

/** A file that is named one by one is meant; what comes with a folder, or matches a wildcard, may not be. */
async function assertNoSecretsIn(
  { key, context }: Plan,
  { allowSecrets = [], workspace }: BuildOptions,
): Promise<void> {
  const files = key.sources.flatMap((source) => context.walk(source)).filter(({ type }) => type === 'file');
  const entries = files.map(({ path, mode, size }): [string, LayerEntry] => [
    `/${path}`,
    { type: 'file', mode, ...ROOT, content: { path: join(context.root, path), size } },
  ]);
  await assertNoSecrets(entries, { root: workspace ?? context.root, allowed: allowSecrets });
}
