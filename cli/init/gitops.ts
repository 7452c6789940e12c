import { posix } from 'node:path';
import { stringify } from 'yaml';
import { type Answers, shortName } from './answers.ts';

/** Annotations that turn a Job of the chart into a hook, which Argo CD may replace. */
const HOOK = {
  useHelmHooks: false,
  jobAnnotations: {
    'argocd.argoproj.io/hook': 'Sync',
    'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
  },
};

/** Returns the parts of the values file that a deployment needs. */
export function renderValues({ image }: Answers): string {
  const head = '# Add these keys to your values file. A deployment changes images.airflow.tag, and never adds a key.\n';
  const images = { airflow: { repository: image, tag: null, digest: null } };
  return `${head}${stringify({ images, createUserJob: HOOK, migrateDatabaseJob: HOOK })}`;
}

/** Returns an Argo CD Application that installs Airflow's chart from the GitOps repository. */
export function renderApplication(answers: Answers): string {
  const { gitops, valuesFile } = answers;
  const chart = 'applications/charts/airflow';
  const name = shortName(answers);
  const application = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: {
      project: 'default',
      source: {
        repoURL: `https://github.com/${gitops}.git`,
        targetRevision: 'HEAD',
        path: chart,
        helm: { valueFiles: [posix.relative(chart, valuesFile)] },
      },
      destination: { server: 'https://kubernetes.default.svc', namespace: name },
      syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: ['CreateNamespace=true'] },
    },
  };
  const head = `# For a new Airflow. Set path to the folder of your chart, and valueFiles to your values file as seen from there.\n`;
  return `${head}${stringify(application)}`;
}
