import { startDistribution } from '../sandbox/distribution/index.ts';
import { checkout } from '../sandbox/stage/checkout.ts';
import { AS_GITHUB_MS, nameImage, ours } from './deployment.ts';
import { type Measurement, median, spreadOf, takeSamples } from './measure.ts';
import { startBenchStage } from './parts/bench-stage.ts';
import { putFarAway } from './parts/distance.ts';
import { PLATFORM, pushRuntime } from './parts/runtime.ts';

const RUNS = 5;
const SIZE = { bytes: 1_000_000, files: 1_000 };
const OTHER = 'linux/arm64';

/**
 * Measures a whole deployment of a changed DAG for two platforms beside that for one, with the round trips of the real
 * services. The second platform costs what the registry is asked for its runtime, its image and its documents.
 */
export async function twoPlatforms(): Promise<Measurement[]> {
  const [stage, registry] = await Promise.all([startBenchStage(), startDistribution()]);
  const portOf = (url: string) => Number(new URL(url).port);
  const far = await Promise.all([stage.github.url, registry.url].map((url) => putFarAway(portOf(url), AS_GITHUB_MS)));
  try {
    const workspace = await checkout(stage.source.directory, stage.first, stage.directory);
    const runtime = await pushRuntime(registry.host, workspace, SIZE);
    await pushRuntime(registry.host, workspace, SIZE, OTHER);
    const [github, farRegistry] = far.map(({ host }) => host);
    const place = { stage, runtime, registry: farRegistry ?? '', apiUrl: `http://${github}` };
    await nameImage(place);
    const [one = [], two = []] = await takeSamples(
      RUNS,
      () => ours(place),
      () => ours(place, `${PLATFORM},${OTHER}`),
    );
    const common = { theirs: null, limit: null, unit: 'ms', runs: RUNS } as const;
    return [
      { ...common, name: 'deployment-platforms-1', ours: median(one), spread: spreadOf(one) },
      { ...common, name: 'deployment-platforms-2', ours: median(two), limit: median(one), spread: spreadOf(two) },
    ];
  } finally {
    await Promise.all([stage.close(), registry.close(), ...far.map((each) => each.close())]);
  }
}
