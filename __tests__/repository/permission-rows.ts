import type { Tokens } from 'marked';
import { readPage } from './markdown.ts';

/** The permissions of a job's token, as in `permissions:`, with their levels. */
export type Permissions = Readonly<Record<string, string>>;

export interface PermissionRow {
  readonly needs: Permissions;
  /** All permissions, including optional ones. */
  readonly all: Permissions;
}

/** Reads the permissions of each entry point from the page. */
export function readPermissionRows(): ReadonlyMap<string, PermissionRow> {
  const { tokens } = readPage('docs/how-to/github-app.md');
  const table = tokens.find((token): token is Tokens.Table => token.type === 'table');
  const entries = (table?.rows ?? []).flatMap(([names, needs, more]) => {
    const row = { needs: readPermissions(needs?.text), all: readPermissions(`${needs?.text} ${more?.text}`) };
    const [name = ''] = (names?.text ?? '').split(' (');
    return name.split(', ').map((entry) => [entry.replaceAll('`', ''), row] as const);
  });
  return new Map(entries);
}

function readPermissions(text = ''): Permissions {
  return Object.fromEntries([...text.matchAll(/`([a-z-]+): (read|write)`/g)].map(([, name, level]) => [name, level]));
}
