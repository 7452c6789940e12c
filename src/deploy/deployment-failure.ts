import { UserError } from '../errors.ts';

/** A deployment that failed after its commit because of what it brought, so that a rollback helps. */
export class DeploymentFailure extends UserError {
  /** What failed, as the service says it; without a full stop. */
  readonly evidence: string;

  constructor({ code, message, remedy }: UserError, evidence: string) {
    super(code, message, remedy);
    this.evidence = evidence.replace(/[.\s]+$/, '');
  }
}
