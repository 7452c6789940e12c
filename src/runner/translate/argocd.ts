import type { ArgoCdError, ArgoCdErrorKind } from '../../argocd/errors.ts';
import type { OutageError, UserError } from '../../errors.ts';
import { type Advice, advise, outageOf } from './advice.ts';

/** Returns the error that the user reads for an error of Argo CD. */
export function translateArgoCdError(error: ArgoCdError): UserError | OutageError {
  return error.kind === 'unavailable' ? outageOf(error) : advise(error, ADVICE[error.kind]);
}

const ADVICE: Readonly<Record<Exclude<ArgoCdErrorKind, 'unavailable'>, Advice>> = {
  'not-argocd': {
    code: 'argocd-server',
    remedy:
      'Give the address under which the runner reaches Argo CD itself, with https:// and the sub-path if it has one, and no login page before it.',
  },
  token: {
    code: 'argocd-token',
    remedy:
      'Make a new argocd-token by argocd account generate-token --account NAME, for an account with the capability apiKey.',
  },
  application: {
    code: 'argocd-application',
    remedy:
      'Check argocd-app, argocd-namespace and argocd-project, and give the account of the token the right “applications, get” for it.',
  },
};
