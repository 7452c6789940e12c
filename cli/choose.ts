import type { Asker } from './ask.ts';
import { UsageError } from './failure.ts';

export interface Choice {
  /** A plural: `Dockerfiles`. */
  readonly what: string;
  /** The flag that answers the question: `--file`. */
  readonly flag: string;
  readonly candidates: readonly string[];
}

const SHOWN = 20;

/**
 * Returns the only candidate, asks for one of several, or returns `undefined` without any.
 * @throws UsageError with the candidates and the flag where no person can be asked
 */
export async function chooseOne({ what, flag, candidates }: Choice, ask: Asker): Promise<string | undefined> {
  if (candidates.length < 2) return candidates[0];
  const listed = candidates.slice(0, SHOWN).map((candidate, index) => `  ${index + 1}  ${candidate}`);
  if (candidates.length > SHOWN) listed.push(`  …  ${candidates.length - SHOWN} more`);
  const sentence = `This repository has ${candidates.length} ${what}:\n${listed.join('\n')}`;
  if (ask === undefined) throw new UsageError(`${sentence}\nChoose one with ${flag}.`);
  const answer = await ask(`${sentence}\nWhich one? [1]`);
  const chosen = answer.trim() === '' ? candidates[0] : (candidates[Number(answer) - 1] ?? answer.trim());
  if (chosen !== undefined && candidates.includes(chosen)) return chosen;
  throw new UsageError(`${answer} is not one of the ${what}. Choose one with ${flag}.`);
}
