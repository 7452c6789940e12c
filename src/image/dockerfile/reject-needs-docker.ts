import { DECLARE } from './config-instructions.ts';
import { NeedsDocker } from './needs-docker.ts';
import { isCopy, type Split } from './split.ts';

/** What COPY and ADD do here exactly; https://docs.docker.com/reference/dockerfile/#copy */
const COPY_FLAGS = new Set(['chown', 'chmod']);

/** Looks for what shows in the text alone, before a runtime is built in vain. @throws Inexact */
export function rejectNeedsDocker({ dockerfile, code }: Split): void {
  for (const instruction of code) {
    const { keyword, flags } = instruction;
    if (!isCopy(instruction)) {
      if (DECLARE[keyword] === undefined)
        throw new NeedsDocker(dockerfile, instruction, `${keyword} is not known here`);
      continue;
    }
    const flag = [...flags.keys()].find((name) => !COPY_FLAGS.has(name));
    if (flag !== undefined) throw new NeedsDocker(dockerfile, instruction, `${keyword} --${flag}`);
  }
}
