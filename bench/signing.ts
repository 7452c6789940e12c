import { join } from 'node:path';
import { mergeDag } from '../demo/pull-request.ts';
import type { Service } from '../sandbox/http/service.ts';
import { claimsOfPush } from '../sandbox/sigstore/identity.ts';
import { startSigstore } from '../sandbox/sigstore/index.ts';
import { IMAGE, SOURCE, type Stage, startStage } from '../sandbox/stage/stage.ts';
import { type Measurement, median, spreadOf, takeSamples } from './measure.ts';
import { putFarAway } from './parts/distance.ts';

const RUNS = 7;
const ROUND_TRIP_MS = 100;

/** The addresses of all services, far away. */
interface Places {
  readonly stage: Stage;
  readonly apiUrl: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Measures a deployment with required signatures beside the same one without: the time until the commit, with every service
 * 100 ms away. The limit is the one without signatures. `deployment-signed-calls` counts the calls.
 */
export async function signing(): Promise<Measurement[]> {
  const stage = await startStage({ checkAnswers: false });
  const sigstore = await startSigstore({
    serverUrl: stage.github.url,
    issuer: `${stage.github.url}/_services/token`,
    trustedRoot: join(stage.directory, 'trusted_root.json'),
    claims: () => claimsOfPush({ repository: SOURCE, sha: stage.first }),
  });
  const portOf = (url: string) => Number(new URL(url).port);
  const far = await Promise.all(
    [stage.github.url, stage.registry.url, sigstore.service.url].map((url) => putFarAway(portOf(url), ROUND_TRIP_MS)),
  );
  try {
    const [github = '', registry = '', signer = ''] = far.map(({ host }) => `http://${host}`);
    const environment = {
      ...stage.environment,
      FLUX_AIRFLOW_REGISTRY_ENDPOINTS: JSON.stringify({ [IMAGE.split('/')[0] ?? '']: registry }),
      SIGSTORE_FULCIO_URL: signer,
      SIGSTORE_REKOR_URL: signer,
      SIGSTORE_TSA_URL: signer,
      ...sigstore.tokenEnvironment,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${signer}/token?api-version=2.0`,
    };
    return await compare({ stage, apiUrl: github, environment }, sigstore.service);
  } finally {
    await Promise.all([stage.close(), sigstore.close(), ...far.map((each) => each.close())]);
  }
}

async function compare(places: Places, sigstore: Service): Promise<Measurement[]> {
  const { stage } = places;
  const counted = () => [stage.github.service, stage.registry.service, sigstore].map(({ calls }) => calls.length);
  const calls: number[][] = [[], []];
  const deployWith = (sign: string, index: number) => async () => {
    const before = counted();
    const took = await timeToCommit(places, sign);
    calls[index]?.push(counted().reduce((sum, count, each) => sum + count - (before[each] ?? 0), 0));
    return took;
  };
  const [signed = [], unsigned = []] = await takeSamples(RUNS, deployWith('required', 0), deployWith('off', 1));
  const [more = [], fewer = []] = calls;
  return [
    {
      name: 'deployment-signed',
      ours: median(signed),
      theirs: null,
      limit: median(unsigned),
      unit: 'ms',
      runs: RUNS,
      spread: spreadOf(signed),
      goal: 'ours ≤ limit + 1.5 round trips',
    },
    {
      name: 'deployment-signed-calls',
      ours: median(more),
      theirs: null,
      limit: median(fewer),
      unit: 'calls',
      runs: RUNS,
    },
  ];
}

/** Deploys a merge of a new DAG. Returns the time from the start of the process to the GitOps commit. */
async function timeToCommit({ stage, apiUrl, environment }: Places, sign: string): Promise<number> {
  const commit = await mergeDag(stage, `dag_${stage.source.pullRequests.length}`);
  const start = performance.now();
  const { outputs, log } = await stage.run(commit, { apiUrl, environment, inputs: { sign } });
  if (outputs.outcome !== 'deployed') throw new Error(log.join('\n'));
  const made = stage.github.service.calls.findLast(({ route }) =>
    /CreateCommit|CommitFile|createCommitOnBranch/i.test(route),
  );
  if (made === undefined) throw new Error(`no commit among ${stage.github.service.calls.map(({ route }) => route)}`);
  return made.endedAt - start;
}
