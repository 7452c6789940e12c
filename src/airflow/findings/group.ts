import { formatLocation } from '../../findings.ts';
import type { DagFinding } from './finding.ts';

/** How many of the other places a message names. */
const MAX_PLACES = 5;
/** Findings about one file, whose cause is in that file alone. */
const SINGLE: readonly DagFinding['code'][] = ['dag-died', 'dag-memory', 'dag-slow', 'dag-syntax', 'dag-tampers'];

/** Where an import fails does not matter to who adds the missing package. */
const RAISED = / \(raised in [^)]* line \d+\)/;

/**
 * Joins findings that say the same of several places: one finding at the first place, which counts and names the others. So a
 * missing package or a deprecated name is reported once.
 */
export function groupFindings(findings: readonly DagFinding[]): DagFinding[] {
  const groups = Map.groupBy(findings, ({ level, code, message, location }) =>
    JSON.stringify([
      level,
      code,
      code === 'dag-import' ? message.replace(RAISED, '') : message,
      SINGLE.includes(code) ? location : '',
    ]),
  );
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    return others.length === 0 ? [first] : [{ ...first, message: withPlaces(first.message, others) }];
  });
}

function withPlaces(message: string, others: readonly DagFinding[]): string {
  const [line = '', ...more] = message.split('\n');
  const places = others.slice(0, MAX_PLACES).map(({ location }) => formatLocation(location));
  const rest = others.length > MAX_PLACES ? ', …' : '';
  return [`${line} (and in ${others.length} more: ${places.join(', ')}${rest})`, ...more].join('\n');
}
