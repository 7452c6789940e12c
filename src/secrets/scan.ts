import { relative } from 'node:path';
import { type Finding, UserError } from '../errors.ts';
import { MAX_SMALL_FILE } from '../image/blob.ts';
import type { LayerEntry } from '../image/file-tree.ts';
import { askThread } from './ask-thread.ts';
import { judgeName } from './names.ts';
import type { ShippedText } from './thread/find-secrets.ts';

type FileEntry = LayerEntry & { readonly type: 'file' };

interface ShippedFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly entry: FileEntry;
}

export interface ScanOptions {
  /** What paths are told from: the root of the repository. */
  readonly root: string;
  /** Paths from that root that may ship all the same. */
  readonly allowed: readonly string[];
}

/**
 * Looks for secrets in what the code adds to an image: by name, and by secretlint's recommended rules in text of up to
 * 1 MB. What is found is told by place and rule, never by content.
 * @throws UserError `secret-in-image`
 */
export async function refuseSecrets(
  entries: readonly (readonly [string, LayerEntry])[],
  { root, allowed }: ScanOptions,
): Promise<void> {
  const shipped = entries.flatMap(([path, entry]) =>
    entry.type === 'file' ? [{ path: placeOf(path, entry, root), entry }] : [],
  );
  const files = shipped.filter(({ path }) => !allowed.includes(path));
  const findings = [...files.flatMap(({ path }) => byName(path)), ...(await askThread(textsOf(files)))];
  if (findings.length === 0) return;
  throw new UserError(
    'secret-in-image',
    `${findings.length === 1 ? 'Something' : `${findings.length} things`} that would be in the image for everybody who can pull it ${findings.length === 1 ? 'looks like a secret' : 'look like secrets'}: ${findings.map(({ message }) => message).join('; ')}.`,
    'Take it out of the repository and make it invalid, or keep it out of the image by .dockerignore. If it is no secret, name its path in allow-secrets.',
    { findings },
  );
}

function placeOf(path: string, { content }: FileEntry, root: string): string {
  return 'path' in content ? relative(root, content.path) : path.slice(1);
}

function byName(path: string): Finding[] {
  const rule = judgeName(path);
  return rule === undefined ? [] : [{ message: `${path} (${rule}, by its name)`, location: { file: path } }];
}

/** All but those that are larger than a text that somebody writes. */
function textsOf(files: readonly ShippedFile[]): ShippedText[] {
  return files.flatMap(({ path, entry: { content } }): ShippedText[] => {
    if ('bytes' in content) return [{ path, content: content.bytes }];
    return content.size > MAX_SMALL_FILE ? [] : [{ path, content: content.path }];
  });
}
