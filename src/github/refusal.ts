import { UserError } from '../errors.ts';
import { permissionFor } from './permission.ts';

/** A request that GitHub answered by a refusal. */
export interface Refused {
  /** The route, with its placeholders. */
  readonly request: string;
  /** The same for people, with what stands in their place. */
  readonly told: string;
  /** What the token is for: `github-token` or `gitops-token`. */
  readonly tokenName: string;
}

/** The error of a token that GitHub does not know. */
export function badToken({ told, tokenName }: Refused, cause: Error): UserError {
  return new UserError(
    'github-token',
    `GitHub refused the token in ${tokenName} (401 on ${told}).`,
    `Give a token in ${tokenName} that is valid now: a GitHub App token lives one hour, a personal one may have expired or been revoked.`,
    { cause },
  );
}

/** The error of a token that may not do this. `accepted`: GitHub’s header about what would do. */
export function missingPermission(
  { request, told, tokenName }: Refused,
  message: string,
  cause: Error,
  accepted?: string,
): UserError {
  const where = tokenName === 'gitops-token' ? 'the GitOps repository' : 'this repository';
  return new UserError(
    'github-permission',
    `The token in ${tokenName} may not do ${told}: ${message}.`,
    `This call needs ${permissionFor(request, accepted)} on ${where}. ${WHOLE[tokenName] ?? ''}`.trim(),
    { cause },
  );
}

const WHOLE: Readonly<Record<string, string>> = {
  'gitops-token':
    'Give the GitHub App, or the fine-grained token, “Contents: read and write”, and with mode: pull-request “Pull requests: read and write” too.',
  'github-token':
    'Add it to the permissions of the job, beside those that it has; for teams as approvers, give a token that may also read the organisation’s members.',
};

/** The error of what the plan does not have. */
export function notInPlan({ told }: Refused, message: string, cause: Error): UserError {
  return new UserError(
    'github-plan',
    `The plan of this repository's owner does not have what ${told} is about: ${message.replace(/\.?$/, '.')}`,
    'Take a plan that has it; until then only the proof at deploy time protects production.',
    { cause },
  );
}

/** The error of a request that GitHub understood, and does not carry out. `errors`: what it says of each field. */
export function refused({ told }: Refused, message: string, errors: unknown, cause: Error): UserError {
  return new UserError(
    'github-refused',
    `GitHub refused ${told}: ${[message, ...tellErrors(errors)].join(': ')}.`,
    'Correct what it names, and run this job again.',
    { cause },
  );
}

/** Without it “Validation Failed” names nothing. */
function tellErrors(errors: unknown): string[] {
  if (!Array.isArray(errors) || errors.length === 0) return [];
  const told = errors.map((each) => (typeof each === 'string' ? each : (each?.message ?? JSON.stringify(each))));
  return [told.join(', ')];
}

/** The error of what is not there, or hidden from the token: GitHub answers both alike. */
export function notFound({ told, tokenName }: Refused, cause: Error, message = 'Not Found'): UserError {
  return new UserError(
    'github-not-found',
    `GitHub knows no such thing, or the token in ${tokenName} may not see it: ${message} (${told}).`,
    'Check the names of the repository and the branch, and that the token was made for this repository.',
    { cause },
  );
}
