import type { Instruction } from './dockerfile.ts';
import { assignedNames, jsonOf } from './words/instruction-words.ts';

/** The flags that an instruction takes once; https://docs.docker.com/reference/dockerfile/#healthcheck */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  COPY: ['chown', 'chmod'],
  ADD: ['chown', 'chmod'],
  HEALTHCHECK: ['interval', 'timeout', 'start-period', 'start-interval', 'retries'],
};
const NEEDS_ARGUMENT = new Set(['ARG', 'ENV', 'LABEL', 'USER', 'WORKDIR', 'STOPSIGNAL', 'ONBUILD', 'VOLUME', 'EXPOSE']);
const ASSIGNS = new Set(['ARG', 'ENV', 'LABEL']);

/**
 * Returns why an instruction, which the parser takes, is rejected by BuildKit's next step, or only supported by Docker;
 * `undefined` if it is well-formed.
 * https://github.com/moby/buildkit/blob/v0.31.1/frontend/dockerfile/instructions/parse.go
 */
export function findFault(instruction: Instruction, escapeToken: string): string | undefined {
  return faultOfFlags(instruction) ?? faultOfArguments(instruction, escapeToken);
}

function faultOfFlags({ keyword, flags }: Instruction): string | undefined {
  for (const [name, values] of flags) {
    if (FLAGS[keyword]?.includes(name) !== true) return `${keyword} --${name}`;
    if (values.length > 1) return `${keyword} has --${name} twice`;
  }
  return undefined;
}

function faultOfArguments(instruction: Instruction, escapeToken: string): string | undefined {
  const { keyword, rest } = instruction;
  if (rest === '' && NEEDS_ARGUMENT.has(keyword)) return `${keyword} has no argument`;
  if (ASSIGNS.has(keyword) && assignedNames(rest, escapeToken).includes('')) return `${keyword} has an empty name`;
  const list = jsonOf(instruction);
  if (keyword === 'SHELL' && list?.length === 0) return 'SHELL is empty';
  if (keyword === 'VOLUME' && (list?.length === 0 || list?.some((volume) => volume.trim() === ''))) {
    return 'VOLUME has an empty path';
  }
  if (keyword === 'ONBUILD' && /^(?:ONBUILD|FROM|MAINTAINER)\b/i.test(rest)) return `ONBUILD ${rest}`;
  return undefined;
}
