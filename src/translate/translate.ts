import { AirflowApiError } from '../airflow-api/errors.ts';
import { ArgoCdError } from '../argocd/errors.ts';
import { UserError } from '../errors.ts';
import { GitHubError } from '../github/api/errors.ts';
import { RegistryError } from '../registry/errors.ts';
import { SigstoreError } from '../sigstore/errors.ts';
import { translateAirflowApiError } from './airflow-api.ts';
import { translateArgoCdError } from './argocd.ts';
import { translateGitHubError } from './github.ts';
import { translateRegistryError } from './registry.ts';
import { translateSigstoreError } from './sigstore.ts';

/** Returns the error that the user reads: an adapter's error translated, any other error unchanged. */
export function translate(error: unknown): unknown {
  if (error instanceof GitHubError) return translateGitHubError(error);
  if (error instanceof RegistryError) return translateRegistryError(error);
  if (error instanceof ArgoCdError) return translateArgoCdError(error);
  if (error instanceof AirflowApiError) return translateAirflowApiError(error);
  if (error instanceof SigstoreError) return translateSigstoreError(error);
  return error;
}

/** Returns the message of an error and, if the user can fix it, the remedy; for runs that continue without the result. */
export function formatError(error: unknown): string {
  const translated = translate(error);
  if (translated instanceof UserError) return `${translated.message} ${translated.remedy}`;
  return translated instanceof Error ? translated.message : String(translated);
}
