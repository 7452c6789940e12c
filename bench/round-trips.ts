import { mergeDag } from '../demo/pull-request.ts';
import type { Measurement } from './measure.ts';
import { startBenchStage } from './parts/bench-stage.ts';

/** Counts the calls of one deployment at each stand-in. GitHub's limit is four: read, compare, approval, commit. */
export async function roundTrips(): Promise<Measurement[]> {
  const stage = await startBenchStage();
  try {
    const commit = await mergeDag(stage, 'counted');
    const services = {
      github: stage.github.service,
      registry: stage.registry.service,
      ecr: stage.ecr.service,
      mirror: stage.mirror.service,
    };
    const before = Object.entries(services).map(([name, { calls }]) => [name, calls.length] as const);
    const result = await stage.run(commit);
    if (result.outputs.outcome !== 'deployed')
      throw new Error(`The outcome of the deployment is ${result.outputs.outcome}:\n${result.log.join('\n')}`);
    return before.map(([name, seen]) => ({
      name: `round-trips-${name}`,
      ours: services[name as keyof typeof services].calls.length - seen,
      theirs: null,
      limit: name === 'github' ? 4 : null,
      unit: 'calls',
      runs: 1,
    }));
  } finally {
    await stage.close();
  }
}
