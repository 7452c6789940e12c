import type { DeploymentEvent, Kind, PageData, PageFile, WaitingMerge } from '../../src/deployments-page/data.ts';
import { nameTeams } from '../../src/deployments-page/team-names.ts';

export interface Sample {
  readonly deployments: number;
  readonly files: number;
  /** The number of days that they are spread over. */
  readonly days: number;
  /** The reason that a person entered. */
  readonly reason?: string;
  /** Whether the newest deployment failed, and the action rolled it back. */
  readonly isRolledBack?: boolean;
}

/** When the sample was read, in milliseconds since 1970. */
export const READ_AT = Date.parse('2026-11-20T12:00:00Z');
const TEAMS = ['flux', 'elite', 'forge', 'delta', 'orbit', 'pulse', 'quartz', 'ridge', 'solar', 'tidal'];
const SERVER = 'https://github.com';

/** Returns the history of busy teams, deterministic for the same numbers. */
export function samplePage({ deployments, files, days, reason = 'The DAG payments counts twice' }: Sample): PageData {
  const random = sequence(deployments);
  const gapMs = (days * 86_400_000) / deployments;
  const last = new Map<number, string>();
  const oldestFirst = Array.from({ length: deployments }, (_, index): DeploymentEvent => {
    const file = Math.floor(random() * files);
    const at = READ_AT - (deployments - index) * gapMs + random() * gapMs * 0.9;
    const event = sampleEvent({ index, file, at, random, reason, previousTag: last.get(file) ?? 'none' });
    if (event.tag !== undefined) last.set(file, event.tag);
    return event;
  });
  const events = oldestFirst.toReversed();
  const paths = Array.from(
    { length: files },
    (_, file) => `applications/production-values/${teamOf(file)}-airflow-values.yaml`,
  );
  const names = nameTeams(paths);
  return {
    repositoryUrl: `${SERVER}/flux-data/kubernetes-deployments`,
    repository: 'flux-data/kubernetes-deployments',
    branch: 'main',
    head: commitOf(deployments),
    serverUrl: SERVER,
    readAt: new Date(READ_AT).toISOString(),
    files: paths.map((path, file) => ({ ...sampleFile(file, events, reason), path, name: names[file] ?? '' })),
    events,
    warnings: ['Could not read the deployments of flux-data/forge-airflow: GitHub answered 404.'],
  };
}

function sampleFile(file: number, events: readonly DeploymentEvent[], reason: string): Omit<PageFile, 'path' | 'name'> {
  const current = events.findIndex((event) => event.file === file && event.tag !== undefined);
  const isByHand = file % 7 === 2;
  const since = '2026-11-19T20:00:00Z';
  return {
    tag: isByHand ? '2.10.2' : (events[current]?.tag ?? null),
    ...(isByHand || current < 0 ? {} : { current }),
    ...(file % 5 === 1
      ? { hold: { sentence: `Held by @ada since ${since}: ${reason}`, by: '@ada', since, reason } }
      : {}),
    ...(file % 4 === 1 ? { waiting: sampleWaiting(file) } : {}),
  };
}

function sampleWaiting(file: number): WaitingMerge[] {
  const url = `${SERVER}/flux-data/${teamOf(file)}-airflow/pull`;
  return [
    { url: `${url}/9001`, title: titleOf(file), mergedAt: '2026-11-20T11:50:00Z' },
    { url: `${url}/9000`, title: titleOf(file + 5), mergedAt: '2026-11-20T01:10:00Z' },
    { url: `${url}/8999`, title: titleOf(file + 9), mergedAt: '2026-11-19T15:30:00Z' },
  ];
}

const VERBS = ['Load', 'Fix', 'Retry', 'Split', 'Backfill', 'Remove', 'Schedule'];
const OBJECTS = ['orders', 'invoices', 'the payments export', 'daily revenue', 'customer addresses', 'stock levels'];
const ENDS = [
  'hourly',
  'from the new warehouse',
  'after the month end',
  'with deferrable sensors, so that workers stay free',
];

function titleOf(number: number): string {
  return [VERBS, OBJECTS, ENDS].map((words) => words[number % words.length]).join(' ');
}

interface Place {
  readonly index: number;
  readonly file: number;
  readonly at: number;
  readonly random: () => number;
  readonly reason: string;
  readonly previousTag: string;
}

function sampleEvent({ index, file, at, random, reason, previousTag }: Place): DeploymentEvent {
  const kind = kindOf(random());
  const source = `flux-data/${teamOf(file)}-airflow`;
  const own = { kind, file, at: new Date(at).toISOString(), oid: commitOf(index), author: 'flux-deployer[bot]' };
  const sourceCommit = commitOf(index + 1_000_000);
  const run = `${SERVER}/${source}/actions/runs/${9_000_000 + index}/attempts/1`;
  if (kind === 'by-hand') return { ...own, author: 'grace', note: `Give the workers more memory, ${index}` };
  if (kind === 'hold') return { ...own, source, run, note: reason, requestedBy: '@ada' };
  if (kind === 'failed') {
    const { oid: _, author: __, ...rest } = own;
    return { ...rest, source, sourceCommit, run, environment: 'airflow-production', error: 'approval-missing' };
  }
  const asked = kind === 'deploy' ? {} : { note: reason, requestedBy: '@ada' };
  const isFollowed = random() < 0.95;
  const ending = random() < 0.04 ? 'failed' : 'healthy';
  return {
    ...own,
    ...asked,
    source,
    sourceCommit,
    run,
    previousTag,
    tag: `version-${sourceCommit}`,
    pullRequests: [{ url: `${SERVER}/${source}/pull/${index + 1}`, title: titleOf(index) }],
    approvers: random() < 0.3 ? ['@ada', '@linus'] : ['@ada'],
    environment: 'airflow-production',
    ...(kind === 'deploy' ? { mergeSeconds: Math.round(20 + random() ** 6 * 7_000) } : {}),
    ...(isFollowed ? { ending } : { ending: 'unknown' }),
    ...(isFollowed && ending === 'healthy' ? { healthySeconds: Math.round(60 + random() ** 4 * 900) } : {}),
    ...(isFollowed && ending === 'failed' ? { error: 'rollout-failed' } : {}),
  };
}

function kindOf(chance: number): Kind {
  if (chance < 0.02) return 'by-hand';
  if (chance < 0.04) return 'hold';
  if (chance < 0.06) return 'resume';
  if (chance < 0.09) return 'rollback';
  return chance < 0.14 ? 'failed' : 'deploy';
}

function teamOf(file: number): string {
  const team = TEAMS[file % TEAMS.length] ?? 'flux';
  return file < TEAMS.length ? team : `${team}-${Math.floor(file / TEAMS.length)}`;
}

/** Returns a commit id that is unique for the number. */
function commitOf(number: number): string {
  return (BigInt(number + 1) * 0x9e3779b97f4a7c15f39cc0605cedc8341082276bn).toString(16).slice(-40).padStart(40, '0');
}

/** Returns pseudo-random numbers from 0 to 1, with the multipliers of Numerical Recipes. */
function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
