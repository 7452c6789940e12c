import type { Caller } from '../access.ts';
import type { Repository } from '../repository.ts';

/** A repository as a token sees it. */
export interface View {
  readonly repository: Repository;
  readonly caller: Caller;
}
