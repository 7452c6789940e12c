import { type Distribution, type DistributionPart, startDistribution } from '../../sandbox/distribution/index.ts';
import type { PackagesSize } from './packages.ts';
import { pushRuntime } from './runtime.ts';
import { makeTeam, type Team } from './team.ts';

/** A team's checkout, and a registry with its runtime. */
export interface Workshop {
  readonly registry: Distribution;
  readonly team: Team;
  /** Tag of the runtime. */
  readonly runtime: string;
  close(): Promise<void>;
}

/** Starts a registry, creates a checkout with this number of DAGs, and pushes a runtime of this size. */
export async function openWorkshop(dags: number, size: PackagesSize, part?: DistributionPart): Promise<Workshop> {
  const [registry, team] = await Promise.all([startDistribution(part), makeTeam(dags)]);
  const close = async () => {
    await Promise.all([registry.close(), team.remove()]);
  };
  try {
    return { registry, team, runtime: await pushRuntime(registry.host, team.directory, size), close };
  } catch (error) {
    await close();
    throw error;
  }
}
