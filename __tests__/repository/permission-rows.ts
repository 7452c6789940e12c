import type { Tokens } from 'marked';
import { readPage } from './markdown.ts';

/** Of a job's token: permission, as `permissions:` has it, and level. */
export type Permissions = Readonly<Record<string, string>>;

export interface PermissionRow {
  readonly needs: Permissions;
  /** Everything, with what is left out where it is missing. */
  readonly all: Permissions;
}

/** What the page says of each entry point's token. */
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
