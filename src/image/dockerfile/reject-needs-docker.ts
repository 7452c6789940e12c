import { DECLARE } from './config-instructions.ts';
import { findFault } from './malformed.ts';
import { NeedsDocker } from './needs-docker.ts';
import { isCopy, type Split } from './split.ts';

/** Rejects what the text alone shows to need Docker, before a runtime is built for nothing. @throws NeedsDocker */
export function rejectNeedsDocker({ dockerfile, code }: Split): void {
  for (const instruction of code) {
    const { keyword } = instruction;
    // The split leaves a RUN in the code only if its result is known.
    if (!isCopy(instruction) && keyword !== 'RUN' && DECLARE[keyword] === undefined) {
      throw new NeedsDocker(dockerfile, instruction, `the action does not support ${keyword}`);
    }
    const fault = findFault(instruction, dockerfile.escapeToken);
    if (fault !== undefined) throw new NeedsDocker(dockerfile, instruction, fault);
  }
}
