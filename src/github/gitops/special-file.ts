/** Modes of git's tree entries; https://docs.github.com/graphql/reference/objects#treeentry has them as numbers. */
const FOLDER = 0o040000;
const SYMBOLIC_LINK = 0o120000;
const SUBMODULE = 0o160000;

const LFS_POINTER = /^version https:\/\/git-lfs\.github\.com\/spec\//;

/** Describes a tree entry that is not a file with its own text; `undefined` for a usual file. */
export function describeSpecial(mode: number, text: string | undefined): string | undefined {
  if (mode === SYMBOLIC_LINK)
    return `a symbolic link${text === undefined ? '' : ` to ${text}`}, and only its target can be edited`;
  if (mode === SUBMODULE)
    return 'a submodule, so its files are in another repository, which must be the GitOps repository';
  if (mode === FOLDER) return 'a folder';
  if (text !== undefined && LFS_POINTER.test(text))
    return 'a pointer of Git LFS, so its text is not in the repository: remove the file from .gitattributes there';
  return undefined;
}
