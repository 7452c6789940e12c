import type { FileChange } from '../github/commit-files.ts';
import type { ValuesFile } from '../github/values-file.ts';
import { parseKeyPath } from '../values/key-path.ts';
import { parseValues } from '../values/parse.ts';
import { readValue } from '../values/read.ts';
import { orderAgainst } from './ancestry.ts';
import { ORDERS } from './ask-guards.ts';
import { formatHold, holdPath } from './hold-file.ts';
import type { Clients, Wanted } from './judge.ts';

export type ProposalVerdict =
  | { readonly outcome: 'proposable' }
  /** The open proposal says the same already. */
  | { readonly outcome: 'same' }
  | { readonly outcome: 'skipped'; readonly previousTag: string }
  | { readonly outcome: 'held'; readonly previousTag: string | null; readonly hold: string };

/**
 * The same guards against the proposal that is open: what is newer stays, and so does a hold that is proposed. What was
 * asked for by hand takes the place of any other proposal.
 */
export async function judgeProposal(
  { source }: Clients,
  wanted: Wanted,
  {
    base,
    open,
    files,
  }: { readonly base: ValuesFile; readonly open: ValuesFile; readonly files: readonly FileChange[] },
): Promise<ProposalVerdict> {
  const { operation, guards, target, commit, sourceRepository: repository } = wanted;
  if (files.every((file) => isSame(file, open, target.path))) return { outcome: 'same' };
  if (operation.kind !== 'deploy') return { outcome: 'proposable' };
  const tag = tagOf(open, wanted);
  if (open.hold !== undefined && base.hold === undefined) {
    guards.set('proposal', `it writes a hold: ${formatHold(open.hold)}`);
    return { outcome: 'held', previousTag: tag, hold: open.hold };
  }
  const { order } = await orderAgainst(tag, { ...wanted, github: source, repository, allowUnknownDeployed: true });
  guards.set('proposal', `${commit.slice(0, 7)} is ${ORDERS[order]} ${tag ?? 'no tag'}, which is proposed`);
  return order === 'older' && tag !== null ? { outcome: 'skipped', previousTag: tag } : { outcome: 'proposable' };
}

/** The tag in a values file; `null`: none is written there. */
export function tagOf({ text }: ValuesFile, { tagKey }: Pick<Wanted, 'tagKey'>): string | null {
  return readValue(parseValues(text), parseKeyPath(tagKey)) ?? null;
}

/** Of a hold file it counts that it is there: its text tells a time. */
function isSame({ path, text }: FileChange, open: ValuesFile, valuesFile: string): boolean {
  if (path === holdPath(valuesFile)) return (text === null) === (open.hold === undefined);
  return text === (path === valuesFile ? open.text : open.others.get(path));
}
