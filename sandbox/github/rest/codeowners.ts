import type { Route } from '../../http/service.ts';
import { CODEOWNERS_PATHS, mayOwn, readOwnerLine } from '../code-owners.ts';
import type { Repository } from '../repository.ts';
import type { GitHubState } from '../state.ts';
import { repositoryEndpoint } from './endpoint.ts';

interface Mistake {
  readonly line: number;
  readonly column: number;
  readonly source: string;
  readonly kind: 'Invalid pattern' | 'Unknown owner' | 'Invalid owner';
  readonly path: string;
  readonly message: string;
}

/** Serves https://docs.github.com/rest/repos/repos#list-codeowners-errors */
export function codeownersRoutes(state: GitHubState): Route[] {
  return [
    repositoryEndpoint(state, 'GET', '/codeowners/errors', ['contents', 'read'], async ({ repository, request }) => {
      const ref = request.url.searchParams.get('ref') ?? repository.defaultBranch;
      for (const path of CODEOWNERS_PATHS) {
        const text = await repository.read(ref, path);
        if (text !== undefined) return { body: { errors: findMistakes(repository, path, text.toString()) } };
      }
      return undefined;
    }),
  ];
}

function findMistakes(repository: Repository, path: string, text: string): Mistake[] {
  return text.split('\n').flatMap((source, index) => {
    const { pattern, owners = [] } = readOwnerLine(source) ?? {};
    if (pattern === undefined) return [];
    const at = { line: index + 1, source, path };
    if (/^!|[[\]]/.test(pattern)) return [mistake({ ...at, kind: 'Invalid pattern' }, pattern)];
    return owners.flatMap((owner) => {
      if (!/^@[\w-]+(\/[\w.-]+)?$|^[^@\s]+@[^@\s]+$/.test(owner))
        return [mistake({ ...at, kind: 'Invalid owner' }, owner)];
      return isKnown(repository, owner) ? [] : [mistake({ ...at, kind: 'Unknown owner' }, owner)];
    });
  });
}

function mistake(at: Omit<Mistake, 'column' | 'message'>, word: string): Mistake {
  const column = at.source.indexOf(word) + 1;
  const message = `${at.kind} on line ${at.line}: ${at.source}\n${' '.repeat(at.kind.length + 11 + column)}^`;
  return { ...at, column, message };
}

/** Returns true for users and teams with write access, and users' e-mail addresses. */
function isKnown(repository: Repository, owner: string): boolean {
  if (!owner.startsWith('@')) return repository.state.userByEmail(owner) !== undefined;
  return mayOwn(repository, owner.slice(1));
}
