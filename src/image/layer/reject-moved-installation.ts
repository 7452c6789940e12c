import { parseInstallation } from '../dockerfile/installation.ts';
import { NeedsDocker } from '../dockerfile/needs-docker.ts';
import type { Split } from '../dockerfile/split.ts';
import type { Settings } from '../oci/image-config.ts';

/** Where projects lie, apart from the programs and settings of the system. */
const PROJECT = /^\/(?:usr\/local|opt|srv|home)\/[\w.-]+|^\/(?:app|project|workspace)(?:\/|$)/;
/** Variables with folders of programs and modules, or of files that pip reads. */
const FOLDERS = /^(?:PATH|LD_\w+|PYTHON\w*|PIP_\w+|VIRTUAL_ENV|XDG_CONFIG_\w+|NETRC|APT_CONFIG)$/;
/** Variables with the name of a file or folder. */
const OF_FILES =
  /^(?:PIP_(?:BUILD_CONSTRAINT|CERT|CLIENT_CERT|CONFIG_FILE|CONSTRAINT|EDITABLE|FIND_LINKS|PREFIX|REQUIREMENT|ROOT|SRC|TARGET)|NETRC|VIRTUAL_ENV|PYTHON(?:HOME|USERBASE))$/;

/**
 * Rejects a RUN that was moved above the copy of the project, if the image's variables say that it takes programs, modules or
 * settings from the project. The project's own folder is allowed in PYTHONPATH, because its names are checked.
 * @throws NeedsDocker
 */
export function rejectMovedInstallation({ dockerfile }: Split, { Env = [], WorkingDir = '/' }: Settings): void {
  const [first] = dockerfile.installations ?? [];
  if (first === undefined) return;
  const reject = (reason: string) => new NeedsDocker(dockerfile, first, `it comes after the code, and ${reason}`);
  if (!PROJECT.test(WorkingDir)) throw reject(`the code is copied to ${WorkingDir}`);
  const made = (dockerfile.installations ?? []).flatMap((each) => parseInstallation(each)?.makes ?? []);
  for (const pair of Env) {
    const [name = '', value = ''] = splitPair(pair);
    const odd = FOLDERS.test(name)
      ? value.split(/[:\s]/).find((entry) => isInProject(entry, WorkingDir, made) || isRelative(name, entry))
      : undefined;
    if (odd !== undefined && !(name === 'PYTHONPATH' && odd === WorkingDir)) throw reject(`${name} has ${odd}`);
  }
}

function splitPair(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  return [pair.slice(0, equals), pair.slice(equals + 1)];
}

/** Returns whether a folder or file is one of the working directory, where the project lies. */
function isRelative(name: string, entry: string): boolean {
  if (name === 'PATH') return !entry.startsWith('/');
  return OF_FILES.test(name) && entry !== '' && !entry.startsWith('/') && !/^https?$/.test(entry);
}

function isInProject(entry: string, project: string, made: readonly string[]): boolean {
  const isMade = made.some((name) => entry === `${project}/${name}` || entry.startsWith(`${project}/${name}/`));
  const isInside = entry === project || entry.startsWith(`${project}/`) || /^\.{1,2}(?:\/|$)/.test(entry);
  return isInside && !isMade;
}
