import type { Level } from '../../findings.ts';
import type { Effect, EffectKind } from '../inventory.ts';
import type { DagCode, DagFinding } from './finding.ts';

interface Explanation {
  /** `refusal`: a warning, or an error if the file cannot be loaded without the effect. */
  readonly level: Level | 'refusal';
  readonly code: DagCode;
  readonly describe: (detail: string) => string;
}

const whileLoaded = (detail: string) => `${detail} while the file is loaded`;

const EFFECTS: Readonly<Record<EffectKind, Explanation>> = {
  network: { level: 'refusal', code: 'parse-network', describe: whileLoaded },
  process: { level: 'refusal', code: 'parse-process', describe: whileLoaded },
  database: { level: 'refusal', code: 'parse-database', describe: whileLoaded },
  write: { level: 'refusal', code: 'parse-write', describe: whileLoaded },
  variable: {
    level: 'notice',
    code: 'parse-variable',
    describe: (key) => `reads the Variable ${key} each time a file is loaded`,
  },
  'unknown-variable': {
    level: 'error',
    code: 'parse-variable',
    describe: (key) =>
      `reads the Variable ${key} while the file is loaded, without a default, and config/variables.json does not have it`,
  },
  connection: {
    level: 'notice',
    code: 'parse-connection',
    describe: (id) => `reads the Connection ${id} each time a file is loaded`,
  },
  'unknown-connection': {
    level: 'warning',
    code: 'parse-connection',
    describe: (id) =>
      `reads the Connection ${id} while the file is loaded, but config/connections.json does not have it`,
  },
};

/**
 * Returns the finding of an effect. `isFatal`: the file did not load because check refused the effect, so nothing is known
 * about its DAGs.
 */
export function explainEffect(effect: Effect, path: string, isFatal: boolean): DagFinding {
  const { kind, detail, place, deep, notice } = effect;
  const { level: usual, code, describe } = EFFECTS[kind];
  const location = { file: path, line: place ?? 1 };
  if (notice) return { level: 'notice', code, message: describeNotice(effect), location };
  const level = isFatal && usual !== 'notice' ? 'error' : usual === 'refusal' ? 'warning' : usual;
  const isElsewhere = deep !== null && deep[0] !== path && level !== 'notice';
  const also = isElsewhere ? ` (in ${deep[0]} line ${deep[1]})` : '';
  const fatal = isFatal && usual === 'refusal' ? '; the file does not load without it' : '';
  return { level, code, message: `${describe(detail)}${fatal}${also}`, location };
}

/** Returns a hint for an error that follows from a refused effect without a finding of its own. */
export function adviceFor(effects: readonly Effect[]): string {
  const kinds = new Set(effects.filter(({ refused }) => refused).map(({ kind }) => kind));
  if (kinds.has('process')) return '. If the program is in the image, add it to check.allow-programs of the policy';
  return kinds.has('network') ? '. If the host is intended, add it to check.allow-hosts of the policy' : '';
}

function describeNotice({ detail, library, refused }: Effect): string {
  const subject = library == null ? '' : `the library ${library} `;
  return `${subject}${detail} while DAGs are loaded${refused ? '; the check refused it' : ''}`;
}
