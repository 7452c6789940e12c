import type { Level } from '../../findings.ts';
import type { DagFinding } from './finding.ts';

/** Returns the level that the policy sets for a code at a path; `undefined`: the default. */
export type LevelOf = (code: string, path: string) => Level | 'off' | undefined;

/** Sets the levels of the policy, and drops what it switches off. */
export function applyLevels(findings: readonly DagFinding[], levelOf: LevelOf): DagFinding[] {
  return findings.flatMap((finding) => {
    const level = levelOf(finding.code, finding.location.file) ?? finding.level;
    return level === 'off' ? [] : [{ ...finding, level }];
  });
}
