export interface ApplicationOptions {
  readonly name: string;
  readonly repository: string;
  /** The chart's folder in the repository. */
  readonly chart: string;
  /** The values file, from the repository's root. */
  readonly valuesFile: string;
  readonly namespace: string;
  /** The branch to which the source hydrator writes the rendered manifests, and from which they are synced. */
  readonly hydratedBranch?: string | undefined;
}

/** Returns an Application that deploys a chart with a values file, and syncs the main branch automatically. */
export function describeApplication(options: ApplicationOptions): object {
  const { name, repository, chart, valuesFile, namespace, hydratedBranch } = options;
  const root = chart.split('/').map(() => '..');
  const helm = { valueFiles: [[...root, valuesFile].join('/')] };
  const source = { repoURL: repository, targetRevision: 'main', path: chart, helm };
  if (hydratedBranch === undefined) return describeSynced(name, { source }, namespace);
  const syncSource = { targetBranch: hydratedBranch, path: name };
  return describeSynced(name, { sourceHydrator: { drySource: source, syncSource } }, namespace);
}

/** Returns an Application of any sources that is synced automatically. https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml */
export function describeSynced(name: string, sources: object, namespace: string): object {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd', finalizers: ['resources-finalizer.argocd.argoproj.io'] },
    spec: {
      project: 'default',
      ...sources,
      destination: { server: 'https://kubernetes.default.svc', namespace },
      syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: ['CreateNamespace=true'] },
    },
  };
}
