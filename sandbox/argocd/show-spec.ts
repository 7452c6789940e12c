import type { Hydrator } from './hydrator.ts';
import type { Source } from './read-desired.ts';

export interface Identity {
  readonly name: string;
  readonly namespace: string;
  readonly project: string;
  readonly source: Source;
  readonly hydrator?: Hydrator;
}

/** Returns `spec` of an application. */
export function showSpec({ project, source, hydrator }: Identity) {
  const { repository, branch, valuesFile, parameters = {} } = source;
  const named = Object.entries(parameters).map(([name, value]) => ({ name, value }));
  const helm = { valueFiles: [valuesFile], ...(named.length === 0 ? {} : { parameters: named }) };
  const own = { repoURL: repository, path: '.', targetRevision: branch, helm };
  return {
    project,
    ...(hydrator === undefined ? { source: own } : { sourceHydrator: { ...showHydrator(hydrator), drySource: own } }),
    destination: { server: 'https://kubernetes.default.svc', namespace: 'airflow' },
    syncPolicy: { automated: { prune: true, selfHeal: true } },
  };
}

function showHydrator({ options: { branch, path, hydrateTo } }: Hydrator): object {
  const staged = hydrateTo === undefined ? {} : { hydrateTo: { targetBranch: hydrateTo } };
  return { syncSource: { targetBranch: branch, path }, ...staged };
}

/** Returns `status.sourceHydrator` (v1alpha1SourceHydratorStatus). */
export function showHydration({ state }: Hydrator): object | undefined {
  if (state === undefined) return undefined;
  const { phase, message, dry, done } = state;
  const last = done && { drySHA: done.dry, hydratedSHA: done.hydrated };
  return {
    ...given({ lastSuccessfulOperation: last }),
    currentOperation: { phase, message, drySHA: dry, ...(phase === 'Hydrated' ? { hydratedSHA: done?.hydrated } : {}) },
    lastComparedDryRevision: dry,
  };
}

/** Returns the members that have a value. */
export function given(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
