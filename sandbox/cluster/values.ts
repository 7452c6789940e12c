/**
 * The values of a team whose Airflow runs on a small cluster: one of each component, with its database beside it. Secrets
 * are fixed, because the chart would generate new ones in each rendering. The Jobs are hooks, because otherwise a second
 * deployment fails during the five minutes in which they still exist.
 */
export const CLUSTER_VALUES = `# Airflow of one team, on a small cluster.
executor: KubernetesExecutor
airflowVersion: "3.3.2"

images:
  airflow:
    repository: ~
    tag: ~        # set by the deployment
    digest: ~
  pod_template: # the chart takes the workers' image from here
    repository: ~
    tag: ~
  migrationsWaitTimeout: 180

fernetKeySecretName: ~
fernetKey: "V1lEcHlXLTl2a0I0ZUJ2ejJnSmhUX2diZkx1Qk5yWHdhc1ZwMC1QV3VUZz0="
apiSecretKey: sandbox-api-secret-key-0123456789abcdef0123456789abcdef0123456789abcdef
jwtSecret: sandbox-jwt-secret-0123456789abcdef0123456789abcdef0123456789abcdef

data:
  metadataConnection: {user: airflow, pass: airflow, host: postgres, port: 5432, db: airflow, sslmode: disable}
postgresql: {enabled: false}
statsd: {enabled: false}
redis: {enabled: false}
pgbouncer: {enabled: false}

logs:
  persistence: {enabled: true, existingClaim: airflow-logs}
workers:
  persistence: {enabled: false}
  resources: {requests: {cpu: 50m, memory: 200Mi}}
triggerer:
  persistence: {enabled: false}
  logGroomerSidecar: {enabled: false}
  resources: {requests: {cpu: 50m, memory: 200Mi}}
apiServer:
  replicas: 1
  service: {type: ClusterIP}
  resources: {requests: {cpu: 50m, memory: 400Mi}}
scheduler:
  replicas: 1
  logGroomerSidecar: {enabled: false}
  resources: {requests: {cpu: 50m, memory: 300Mi}}
dagProcessor:
  replicas: 1
  logGroomerSidecar: {enabled: false}
  resources: {requests: {cpu: 50m, memory: 200Mi}}

createUserJob:
  useHelmHooks: false
  jobAnnotations:
    argocd.argoproj.io/hook: Sync
    argocd.argoproj.io/hook-delete-policy: BeforeHookCreation
migrateDatabaseJob:
  useHelmHooks: false
  jobAnnotations:
    argocd.argoproj.io/hook: Sync
    argocd.argoproj.io/hook-delete-policy: BeforeHookCreation
`;
