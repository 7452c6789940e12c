import { DECLARE } from './config-instructions.ts';
import { NeedsDocker } from './needs-docker.ts';
import { isCopy, type Split } from './split.ts';

/** The flags of COPY and ADD that are applied exactly; https://docs.docker.com/reference/dockerfile/#copy */
const COPY_FLAGS = new Set(['chown', 'chmod']);

/** Rejects what the text alone shows to need Docker, before a runtime is built for nothing. @throws NeedsDocker */
export function rejectNeedsDocker({ dockerfile, code }: Split): void {
  for (const instruction of code) {
    const { keyword, flags } = instruction;
    if (!isCopy(instruction)) {
      if (DECLARE[keyword] === undefined)
        throw new NeedsDocker(dockerfile, instruction, `the action does not support ${keyword}`);
      continue;
    }
    const flag = [...flags.keys()].find((name) => !COPY_FLAGS.has(name));
    if (flag !== undefined) throw new NeedsDocker(dockerfile, instruction, `${keyword} --${flag}`);
  }
}
