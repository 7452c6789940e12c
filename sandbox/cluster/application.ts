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

/** Returns an Application that syncs the main branch automatically. https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml */
export function describeApplication(options: ApplicationOptions): object {
  const { name, repository, chart, valuesFile, namespace, hydratedBranch } = options;
  const root = chart.split('/').map(() => '..');
  const source = {
    repoURL: repository,
    targetRevision: 'main',
    path: chart,
    helm: { valueFiles: [[...root, valuesFile].join('/')] },
  };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd', finalizers: ['resources-finalizer.argocd.argoproj.io'] },
    spec: {
      project: 'default',
      ...(hydratedBranch === undefined
        ? { source }
        : { sourceHydrator: { drySource: source, syncSource: { targetBranch: hydratedBranch, path: name } } }),
      destination: { server: 'https://kubernetes.default.svc', namespace },
      syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: ['CreateNamespace=true'] },
    },
  };
}
