import { join } from 'node:path';
import { mergeDag } from '../demo/pull-request.ts';
import type { Service } from '../sandbox/http/service.ts';
import { claimsOfPush } from '../sandbox/sigstore/identity.ts';
import { startSigstore } from '../sandbox/sigstore/index.ts';
import { IMAGE, SOURCE, type Stage } from '../sandbox/stage/stage.ts';
import { type Measurement, median, spreadOf, takeSamples } from './measure.ts';
import { startBenchStage } from './parts/bench-stage.ts';
import { putFarAway } from './parts/distance.ts';

const RUNS = 7;
const NEAR_MS = 100;
const FAR_MS = 400;

/** The addresses of all services, far away. */
interface Places {
  readonly stage: Stage;
  readonly apiUrl: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A deployment with required signatures, and the same one without, at one distance. */
interface Compared {
  readonly signed: readonly number[];
  readonly unsigned: readonly number[];
  readonly signedCalls: readonly number[];
  readonly unsignedCalls: readonly number[];
}

/**
 * Measures a deployment with required signatures beside the same one without: the time until the commit, with every service
 * 100 ms away. The limit is the one without signatures. `deployment-signed-calls` counts the calls. The difference at 400 ms
 * shows how many round trips the commit waits for: the rest is computing, also that of the stand-in of Sigstore.
 */
export async function signing(): Promise<Measurement[]> {
  const [near, far] = [await measureAt(NEAR_MS), await measureAt(FAR_MS)];
  const delayOf = ({ signed, unsigned }: Compared) => median(signed) - median(unsigned);
  const common = { theirs: null, runs: RUNS } as const;
  return [
    {
      name: 'deployment-signed',
      ours: median(near.signed),
      limit: median(near.unsigned),
      unit: 'ms',
      spread: spreadOf(near.signed),
      ...common,
    },
    {
      name: 'deployment-signed-round-trips',
      ours: (delayOf(far) - delayOf(near)) / (FAR_MS - NEAR_MS),
      limit: null,
      unit: 'round trips',
      goal: 'ours ≤ 1.5',
      ...common,
    },
    {
      name: 'deployment-signed-calls',
      ours: median(near.signedCalls),
      limit: median(near.unsignedCalls),
      unit: 'calls',
      ...common,
    },
  ];
}

async function measureAt(roundTripMs: number): Promise<Compared> {
  const stage = await startBenchStage();
  const sigstore = await startSigstore({
    serverUrl: stage.github.url,
    issuer: `${stage.github.url}/_services/token`,
    trustedRoot: join(stage.directory, 'trusted_root.json'),
    claims: () => claimsOfPush({ repository: SOURCE, sha: stage.first }),
  });
  const portOf = (url: string) => Number(new URL(url).port);
  const signer = sigstore.service.url;
  // A connection to one part of Sigstore is of no use to another: in the field, each has a host of its own.
  const services = [stage.github.url, stage.registry.url, signer, signer, signer, signer];
  const far = await Promise.all(services.map((url) => putFarAway(portOf(url), roundTripMs)));
  try {
    const [github = '', registry = '', fulcio = '', rekor = '', timestamps = '', tokens = ''] = far.map(
      ({ host }) => `http://${host}`,
    );
    const environment = {
      ...stage.environment,
      FLUX_AIRFLOW_REGISTRY_ENDPOINTS: JSON.stringify({ [IMAGE.split('/')[0] ?? '']: registry }),
      SIGSTORE_FULCIO_URL: fulcio,
      SIGSTORE_REKOR_URL: rekor,
      SIGSTORE_TSA_URL: timestamps,
      ...sigstore.tokenEnvironment,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${tokens}/token?api-version=2.0`,
    };
    return await compare({ stage, apiUrl: github, environment }, sigstore.service);
  } finally {
    await Promise.all([stage.close(), sigstore.close(), ...far.map((each) => each.close())]);
  }
}

async function compare(places: Places, sigstore: Service): Promise<Compared> {
  const { stage } = places;
  const counted = () => [stage.github.service, stage.registry.service, sigstore].map(({ calls }) => calls.length);
  const [signedCalls, unsignedCalls]: [number[], number[]] = [[], []];
  const deployWith = (sign: string, calls: number[]) => async () => {
    const before = counted();
    const took = await timeToCommit(places, sign);
    calls.push(counted().reduce((sum, count, each) => sum + count - (before[each] ?? 0), 0));
    return took;
  };
  const samples = [deployWith('required', signedCalls), deployWith('off', unsignedCalls)] as const;
  const [signed = [], unsigned = []] = await takeSamples(RUNS, ...samples);
  return { signed, unsigned, signedCalls, unsignedCalls };
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
