import type { Instruction } from './dockerfile.ts';
import { wordsOf } from './words/instruction-words.ts';

/** Why a RUN needs files that an earlier line copied. */
export interface Use {
  readonly line: number;
  readonly kind: (typeof KINDS)[number];
}

/** The strongest reason comes first. */
const KINDS = ['builds', 'owner', 'path'] as const;

/** One command of a shell line. */
const COMMANDS = /&&|\|\||[;|\n]/;
/** Commands that build or install the project in the current folder. */
const BUILDS: readonly RegExp[] = [
  /\b(?:pip3?|uv\s+pip)\s+(?:install|wheel)\b.*\s(?:-e\b|--editable\b|["']?\.(?:\[[^\]]*\])?["']?(?:\s|$))/,
  /\b(?:poetry|pdm|hatch|flit|rye)\s+(?:install|build|sync)\b/,
  /\buv\s+(?:sync|build)\b(?!.*--no-install-project)/,
  /\bpython3?\s+(?:-m\s+build\b|\S*setup\.py\b)/,
  /\bdbt\s+(?:deps|parse|compile|build)\b/,
];
const CHANGES_OWNER = /\b(?:chown|chmod|chgrp)\b/;

/** Returns the first RUN that builds the project, changes the owner or mode of the copied files, or names their place. */
export function findUse(copy: Instruction, later: readonly Instruction[]): Use | undefined {
  const places = placesOf(wordsOf(copy).at(-1) ?? '');
  for (const { keyword, line, rest, heredocs } of later) {
    if (keyword !== 'RUN') continue;
    const commands = [rest, ...heredocs.map(({ content }) => content)].join('\n').split(COMMANDS);
    const kinds = new Set(commands.map((command) => kindOf(command, places)));
    const kind = KINDS.find((each) => kinds.has(each));
    if (kind !== undefined) return { line, kind };
  }
  return undefined;
}

function kindOf(command: string, places: ReadonlySet<string>): Use['kind'] | undefined {
  const words = command.split(/[\s"',[\]]+/).map(withoutSlash);
  const names = words.some((word) => [...places].some((place) => word === place || word.startsWith(`${place}/`)));
  if (CHANGES_OWNER.test(command) && (names || words.includes('.'))) return 'owner';
  if (BUILDS.some((pattern) => pattern.test(command))) return 'builds';
  return names ? 'path' : undefined;
}

/** Returns the destination and the folders above it, as written; not the root, which every command may name. */
function placesOf(destination: string): ReadonlySet<string> {
  const place = withoutSlash(destination.replace(/^["']|["']$/g, ''));
  const parts = place.split('/');
  const all = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  const isSystem = (path: string) => /^(?:\.{0,2}|\/(?:opt|usr|home|var|etc|tmp|srv|usr\/local)?)$/.test(path);
  return new Set(all.filter((path) => !isSystem(path)));
}

/** Writes variables in one way, so that $AIRFLOW_HOME and ${AIRFLOW_HOME} are the same. */
function withoutSlash(word: string): string {
  return word.replace(/\$\{(\w+)\}/g, '$$$1').replace(/\/+$/, '');
}
