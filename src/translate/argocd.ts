import type { ArgoCdError, ArgoCdErrorKind } from '../argocd/errors.ts';
import type { OutageError, UserError } from '../errors.ts';
import { type Advice, advise, outageOf } from './advice.ts';

/** Returns the user's error for an error of Argo CD. */
export function translateArgoCdError(error: ArgoCdError): UserError | OutageError {
  return error.kind === 'unavailable' ? outageOf(error) : advise(error, ADVICE[error.kind]);
}

const ADVICE: Readonly<Record<Exclude<ArgoCdErrorKind, 'unavailable'>, Advice>> = {
  'not-argocd': {
    code: 'argocd-server',
    remedy:
      'Set argocd-server to the https:// address, with its sub-path if any, at which the runner reaches Argo CD itself without a login page in front of it.',
  },
  token: {
    code: 'argocd-token',
    remedy:
      'Create a new argocd-token for an account with the apiKey capability. The command is: argocd account generate-token --account NAME.',
  },
  application: {
    code: 'argocd-application',
    remedy:
      'Check argocd-app, argocd-namespace and argocd-project, and grant the token’s account “applications, get” on the application.',
  },
};
