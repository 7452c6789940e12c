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
const HAS_OWNERS = 'each path has owners with write access';

export interface CodeownersOptions {
  readonly github: GitHub;
  readonly repository: string;
  readonly commit: string;
  readonly files: FileList;
  readonly texts: ReadonlyMap<string, string>;
}

/** Checks CODEOWNERS: its path and name, GitHub's list of errors, and files without an owner. */
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
    is: `${path} looks like a list of owners, but GitHub does not read a file named ${name}`,
    should: 'the name is exactly CODEOWNERS, in capitals',
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
  const should = 'GitHub reports no errors; every owner exists and has write access';
  const base = { code: 'codeowners-errors', should } as const;
  if (errors.state !== 'seen')
    return [
      {
        ...base,
        state: 'unknown',
        is: 'the token cannot read its errors',
        remedy: 'Grant the token “Contents: read”.',
      },
    ];
  if (errors.value.length === 0) return [{ ...base, state: 'fine', is: 'none', remedy: '' }];
  return errors.value.map(({ kind, line, source, suggestion }) => ({
    ...base,
    state: 'wrong',
    is: `${kind}: ${source.trim()}`,
    remedy: suggestion || 'Correct the line: GitHub ignores invalid lines and owners without write access.',
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
      : { ...base, state: 'fine', is: `${plural(paths.length, 'file')}, all with owners`, remedy: '' };
  const more = unowned.length > SHOWN_PATHS ? ` and ${unowned.length - SHOWN_PATHS} more` : '';
  return {
    ...base,
    state: 'wrong',
    is: `without an owner: ${unowned.slice(0, SHOWN_PATHS).join(', ')}${more}`,
    remedy: 'Start the file with a line “* @organisation/team”: later matching lines override it.',
  };
}

function tooManyFiles(): ProtectionFinding {
  return {
    code: 'codeowners-unowned',
    state: 'unknown',
    is: 'the repository is too large for GitHub to list all its files',
    should: HAS_OWNERS,
    remedy: 'Check that CODEOWNERS starts with a line for “*”.',
  };
}
