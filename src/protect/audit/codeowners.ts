import { ownersOf, parseCodeowners } from '../../approval/codeowners.ts';
import type { GitHub } from '../../github/api/client.ts';
import { type Visibility, visibilityOf } from '../../github/api/visibility.ts';
import type { FileList } from '../../github/repository/files.ts';
import { CODEOWNERS_PATHS } from '../../github/repository/rule-texts.ts';
import { type CodeownersError, readCodeownersErrors } from '../../github/repository/settings.ts';
import { plural } from '../../plural.ts';
import type { ProtectionFinding } from '../finding.ts';

const MISNAMED = /^(?:\.github\/|docs\/)?code[-_ ]?owners?(?:\.\w+)?$/i;
const SHOWN_PATHS = 5;
const HAS_OWNERS = 'each path has owners who may write';

export interface CodeownersOptions {
  readonly github: GitHub;
  readonly repository: string;
  readonly commit: string;
  readonly files: FileList;
  readonly texts: ReadonlyMap<string, string>;
}

/** Judges CODEOWNERS: its place and name, GitHub's own list of its errors, and the files that nobody owns. */
export async function checkCodeowners(options: CodeownersOptions): Promise<ProtectionFinding[]> {
  const { github, repository, commit, files, texts } = options;
  const misnamed = files.paths
    .filter((path) => MISNAMED.test(path) && !CODEOWNERS_PATHS.includes(path))
    .map(checkFileName);
  const path = CODEOWNERS_PATHS.find((place) => files.paths.includes(place));
  if (path === undefined) return [...misnamed, files.truncated ? tooManyFiles() : missing()];
  const errors = checkErrors(await visibilityOf(readCodeownersErrors(github, repository, commit)), path);
  return [...misnamed, ...errors, checkUnowned(path, texts.get(path) ?? '', files)];
}

function checkFileName(path: string): ProtectionFinding {
  const name = path.split('/').at(-1);
  return {
    code: 'codeowners-name',
    state: 'wrong',
    is: `${path} looks like a list of owners, and GitHub never reads it: the name is ${name}`,
    should: 'the name is exactly CODEOWNERS, with an S and in capitals',
    remedy: `Rename it: git mv ${path} .github/CODEOWNERS`,
    location: { file: path, line: 1 },
  };
}

function missing(): ProtectionFinding {
  return {
    code: 'codeowners-missing',
    state: 'wrong',
    is: `none of ${CODEOWNERS_PATHS.join(', ')} exists`,
    should: HAS_OWNERS,
    remedy: 'Add .github/CODEOWNERS with a line “* @organisation/team”.',
  };
}

function checkErrors(errors: Visibility<readonly CodeownersError[]>, file: string): ProtectionFinding[] {
  const should = 'GitHub finds no error in it, and every owner exists and may write';
  const base = { code: 'codeowners-errors', should } as const;
  if (errors.state !== 'seen')
    return [
      { ...base, state: 'unknown', is: 'GitHub does not show its errors', remedy: 'Give the token “Contents: read”.' },
    ];
  if (errors.value.length === 0) return [{ ...base, state: 'fine', is: 'none', remedy: '' }];
  return errors.value.map(({ kind, line, source, suggestion }) => ({
    ...base,
    state: 'wrong',
    is: `${kind}: ${source.trim()}`,
    remedy: suggestion || 'Correct the line: GitHub leaves out what it cannot read, and an owner without write access.',
    location: { file, line },
  }));
}

function checkUnowned(file: string, text: string, { paths, truncated }: FileList): ProtectionFinding {
  const rules = parseCodeowners(text);
  const unowned = paths.filter((path) => (ownersOf(rules, path) ?? []).length === 0);
  const base = { code: 'codeowners-unowned', should: HAS_OWNERS, location: { file } } as const;
  if (unowned.length === 0)
    return truncated
      ? tooManyFiles()
      : { ...base, state: 'fine', is: `${plural(paths.length, 'file')}, all owned`, remedy: '' };
  const more = unowned.length > SHOWN_PATHS ? ` and ${unowned.length - SHOWN_PATHS} more` : '';
  return {
    ...base,
    state: 'wrong',
    is: `nobody owns ${unowned.slice(0, SHOWN_PATHS).join(', ')}${more}`,
    remedy: 'Begin the file with a line “* @organisation/team”: later lines that match are stronger.',
  };
}

function tooManyFiles(): ProtectionFinding {
  return {
    code: 'codeowners-unowned',
    state: 'unknown',
    is: 'GitHub does not list all files of a repository of this size',
    should: HAS_OWNERS,
    remedy: 'Look yourself that CODEOWNERS begins with a line for “*”.',
  };
}
