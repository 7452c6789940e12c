import type { AirflowSession } from './session.ts';

/**
 * Reads the setting `[core] executor`; `undefined` if Airflow does not show its configuration (`[api] expose_config`), or
 * not to this account.
 */
export async function readExecutorSetting(session: AirflowSession): Promise<string | undefined> {
  const accepted = [403, 404, 406];
  const { status, body } = await session.call('/api/v2/config/section/core/option/executor', { accepted });
  if (accepted.includes(status)) return undefined;
  const { sections } = body as { sections?: { options?: { key?: string; value?: unknown }[] }[] };
  const value = sections?.[0]?.options?.find(({ key }) => key === 'executor')?.value;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Returns the class of the executor that a task names; `undefined` if it is not known. */
export type FindExecutor = (name: string | null) => string | undefined;

/**
 * Parses the setting `[core] executor`: a list whose first entry is the default, each a class, a module path or
 * `alias:path`, and after semicolons the lists of teams (`team=…`). A task does not say its team, so with teams the default
 * is known only if it is the same for all.
 */
export function parseExecutors(setting: string): FindExecutor {
  const lists = setting.split(';').map((list) =>
    list
      .slice(list.indexOf('=') + 1)
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  );
  const defaults = new Set(lists.map(([first]) => (first === undefined ? undefined : classOf(first))));
  const [standard] = defaults.size === 1 ? defaults : [];
  const aliases = new Map(
    lists.flat().flatMap((entry) => {
      const colon = entry.indexOf(':');
      return colon === -1 ? [] : [[entry.slice(0, colon), classOf(entry)] as const];
    }),
  );
  return (name) => (name === null || name === '' ? standard : (aliases.get(name) ?? classOf(name)));
}

/** Returns the last name of a class, a module path or `alias:path`. */
function classOf(entry: string): string {
  return entry.split(/[.:]/).at(-1) ?? entry;
}
