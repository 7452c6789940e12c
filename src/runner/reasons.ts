import type { ErrorCode } from '../error-codes.ts';
import { code as inCode } from '../markdown.ts';

/** The errors that people meet most often, in words for a headline. */
const REASONS: Partial<Record<ErrorCode, string>> = {
  'airflow-timeout': 'Airflow parsed no DAG file in time',
  'approval-missing': 'an approval is missing',
  'argocd-application': 'Argo CD does not show the Application',
  'argocd-token': 'Argo CD rejected the token',
  'attestation-invalid': 'no required workflow signed the approval of the image',
  'attestation-missing': 'the approval of the image is not signed',
  'aws-credentials': 'there are no valid AWS credentials',
  'base-image-missing': 'a base image is missing',
  cancelled: 'the run was cancelled',
  'dags-mismatch': 'Airflow does not run the DAGs of the image',
  'dags-not-imported': 'Airflow cannot import a DAG',
  'deployed-diverged': 'the branch was rewritten',
  'deployed-unknown': 'the deployed tag names no commit',
  'digest-overrides-tag': 'a digest overrides the tag',
  'dockerfile-missing': 'the Dockerfile is missing',
  'ecr-denied': 'Amazon ECR denied an API call',
  'gitops-conflict': 'other commits always reached the branch first',
  'gitops-protected': 'a rule of the GitOps branch forbids the commit',
  'image-build-failed': 'the image could not be built',
  'image-missing': 'the registry does not have the image',
  'internal-error': 'an unexpected error',
  'operator-not-allowed': 'this person may not start it',
  'registry-denied': 'the registry denied access',
  'rollback-failed': 'the restored version is not known to run',
  'rollback-impossible': 'the deployment failed, and could not be rolled back',
  'rolled-back': 'the deployment failed, and was rolled back',
  'rollout-failed': 'the rollout failed',
  'rollout-timeout': 'the rollout has not ended in time',
  'runtime-build-failed': 'the runtime could not be built',
  'secret-in-image': 'a file looks like a secret',
  'service-unavailable': 'a service did not answer',
  'smoke-dag-failed': 'a smoke DAG failed',
  'smoke-dag-not-runnable': 'a smoke DAG cannot run',
  'smoke-dag-timeout': 'a smoke DAG has not ended in time',
  'signing-failed': 'the image could not be signed',
  'tag-exists': 'the tag exists with another image',
  'tasks-still-running': 'tasks that the deployment would stop still run',
  'team-unreadable': 'the token cannot read a team',
  'values-key-unsupported': 'the value at the key cannot be changed',
  'wrong-target': 'the values file deploys another image',
};

/** Returns an error in words for a headline, or its code; Markdown. */
export function reasonOf(code: ErrorCode): string {
  return REASONS[code] ?? inCode(code);
}
