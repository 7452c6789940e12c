import type { Instruction } from './dockerfile.ts';

/** What a RUN does that only installs packages. */
export interface Installation {
  /** The lists of requirements that it reads, as written. */
  readonly reads: readonly string[];
  /** The virtual environments that it makes, relative to the working directory. */
  readonly makes: readonly string[];
}

type Parse = (words: readonly string[]) => Installation | undefined;

const NOTHING: Installation = { reads: [], makes: [] };
/** A word in quotes, in which a shell changes nothing, and one without. */
const QUOTED = /^(?:"([\w.,:=~<>![\]+*-]+)"|'([\w.,:=~<>![\]+*-]+)')$/;
const PLAIN = /^[\w.,:/=@%+-]+$/;
const APT_FLAGS = /^(?:-[yq]+|--(?:yes|quiet|assume-yes|no-install-recommends|no-install-suggests|purge|fix-missing))$/;
const APT_VERBS = new Set(['update', 'upgrade', 'install', 'remove', 'purge', 'autoremove', 'clean', 'autoclean']);
const APT_PACKAGE = /^[a-z0-9][a-z0-9.+:-]*(?:=[\w.+:~-]+)?$/;
const APT_FILES = /^\/var\/(?:lib\/apt\/lists|cache\/apt)(?:\/\*)?\/?$/;
const PIP_FLAGS =
  /^(?:-U|-q|--(?:no-cache-dir|upgrade|quiet|no-input|no-warn-script-location|disable-pip-version-check))$/;
/** A name with extras and versions. It has no slash, so pip never takes it for a path. */
const PIP_PACKAGE = /^[A-Za-z0-9][\w.-]*(?:\[[\w.,-]+\])?(?:(?:[=~!<>]=|[<>])[\w.*+!-]+,?)*$/;
/** pip installs a file of the working directory with such a name, also with extras after it. */
const ARCHIVE = /\.(?:whl|zip|tar|t?gz|tgz|bz2|xz|tbz|txz|tlz|lzma|lz)(?:\[[^\]]*\])?$/i;
const FOLDER = /^[A-Za-z_][\w-]*$/;
/** The ends of lines in Python, which pip splits a list at. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python splits lines at them.
const LINE_ENDS = /\r\n|[\n\v\f\r\u001c-\u001e\u0085\u2028\u2029]/;

const COMMANDS: Readonly<Record<string, Parse>> = {
  apt: parseApt,
  'apt-get': parseApt,
  rm: ([flags = '', ...paths]) =>
    /^-(?:rf?|fr?)$/.test(flags) && paths.length > 0 && paths.every((path) => APT_FILES.test(path))
      ? NOTHING
      : undefined,
  pip: parsePip,
  pip3: parsePip,
  python: parsePython,
  python3: parsePython,
  virtualenv: parseEnvironment,
  source: parseActivation,
  '.': parseActivation,
  export: (words) => (words.every((word) => /^\w+$/.test(word)) ? NOTHING : undefined),
  deactivate: (words) => (words.length === 0 ? NOTHING : undefined),
};

/**
 * Returns what a RUN in the shell form does that only installs packages by name, with apt or pip; `undefined` for every other
 * RUN. Such a RUN reads no file of the project, apart from the lists that it names.
 */
export function parseInstallation({ keyword, flags, rest, heredocs }: Instruction): Installation | undefined {
  if (keyword !== 'RUN' || flags.size > 0 || heredocs.length > 0) return undefined;
  const commands = rest.replace(/\s*;\s*$/, '').split(/&&|;/);
  const parsed = commands.map((command) => parseCommand(command.trim().split(/\s+/)));
  if (!parsed.every((each) => each !== undefined)) return undefined;
  return { reads: parsed.flatMap(({ reads }) => reads), makes: parsed.flatMap(({ makes }) => makes) };
}

function parseCommand(given: readonly string[]): Installation | undefined {
  const words = given.map((word) => {
    const [, double, single] = QUOTED.exec(word) ?? [];
    return double ?? single ?? (PLAIN.test(word) || APT_FILES.test(word) ? word : undefined);
  });
  if (!words.every((word) => word !== undefined)) return undefined;
  const [written = '', ...others] = words;
  // A program of a virtual environment, which the project must not contain.
  const [, environment, inside = written] = /^(?:\.\/)?([A-Za-z_][\w-]*)\/bin\/(python3?|pip3?)$/.exec(written) ?? [];
  const parsed = Object.hasOwn(COMMANDS, inside) ? COMMANDS[inside]?.(others) : undefined;
  return parsed && environment !== undefined ? { ...parsed, makes: [...parsed.makes, environment] } : parsed;
}

function parseApt(words: readonly string[]): Installation | undefined {
  const [verb = '', ...packages] = words.filter((word) => !APT_FLAGS.test(word));
  return APT_VERBS.has(verb) && packages.every((name) => APT_PACKAGE.test(name)) ? NOTHING : undefined;
}

function parsePip([verb, ...words]: readonly string[]): Installation | undefined {
  if (verb !== 'install') return undefined;
  const reads: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '-r' || word === '--requirement') {
      index += 1;
      reads.push(words[index] ?? '-');
    } else if (!PIP_FLAGS.test(word) && !isPackage(word)) return undefined;
  }
  return reads.every((path) => PLAIN.test(path) && !path.startsWith('-')) ? { reads, makes: [] } : undefined;
}

function isPackage(word: string): boolean {
  return PIP_PACKAGE.test(word) && !ARCHIVE.test(word);
}

function parsePython([flag, module, ...words]: readonly string[]): Installation | undefined {
  if (flag !== '-m') return undefined;
  if (module === 'pip') return parsePip(words);
  return module === 'venv' || module === 'virtualenv' ? parseEnvironment(words) : undefined;
}

function parseEnvironment([name = '', ...others]: readonly string[]): Installation | undefined {
  return FOLDER.test(name) && others.length === 0 ? { reads: [], makes: [name] } : undefined;
}

/** Reads a file of the virtual environment, which the project must not contain either. */
function parseActivation([path = '', ...others]: readonly string[]): Installation | undefined {
  const [, name = ''] = /^(?:\.\/)?([^/]*)\/bin\/activate$/.exec(path) ?? [];
  return parseEnvironment([name, ...others]);
}

/** Returns whether a list of requirements names only packages: no paths, no other lists, and no options but an index. */
export function namesOnlyPackages(text: string): boolean {
  // pip decodes a list with the encoding that its first lines name, and puts variables into all of it.
  if (/coding[:=]/.test(text) || text.includes('${')) return false;
  return text.split(LINE_ENDS).every((line) => {
    const [code = ''] = line.split(/(?:^|\s)#/, 1);
    const [requirement = '', ...markers] = code.trim().split(/\s*;/);
    // Options may follow a marker.
    if (markers.some((marker) => /\s-/.test(marker))) return false;
    return (
      requirement === '' || /^--(?:extra-)?index-url[ =]https:\S+$/.test(requirement) || isRequirement(requirement)
    );
  });
}

function isRequirement(requirement: string): boolean {
  const [name = '', url] = requirement.split(/\s+@\s+/, 2);
  return isPackage(name.replace(/\s+/g, '')) && (url === undefined || /^(?:git\+)?https:\S+$/.test(url));
}
