import type { ObjectReader } from './object-reader.ts';

export interface TreeEntry {
  readonly name: string;
  readonly mode: number;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly oid: string;
}

/** Reads the entry of a path in a commit's tree. https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_tree_objects */
export async function readTreeEntry(
  objects: ObjectReader,
  commit: string,
  path: string,
): Promise<TreeEntry | undefined> {
  const slash = path.lastIndexOf('/');
  const folder = await objects.read(`${commit}:${slash === -1 ? '' : path.slice(0, slash)}`);
  if (folder?.type !== 'tree') return undefined;
  return parseTree(folder.content).find(({ name }) => name === path.slice(slash + 1));
}

/** Parses entries: `mode name\0` and the 20 bytes of an object id. */
function parseTree(content: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < content.length; ) {
    const end = content.indexOf(0, at);
    const [mode = '', name = ''] = content.toString('utf8', at, end).split(/ (.*)/s);
    at = end + 21;
    entries.push({
      name,
      mode: Number.parseInt(mode, 8),
      type: typeOf(mode),
      oid: content.toString('hex', end + 1, at),
    });
  }
  return entries;
}

function typeOf(mode: string): TreeEntry['type'] {
  if (mode === '40000') return 'tree';
  return mode === '160000' ? 'commit' : 'blob';
}
