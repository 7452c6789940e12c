import type { Caller } from '../access.ts';
import type { Repository } from '../repository.ts';

/** A repository through the eyes of a token. */
export interface View {
  readonly repository: Repository;
  readonly caller: Caller;
}
