import type { ProtectionFinding } from './finding.ts';

/** Findings that one action fixes. */
export interface FindingGroup {
  readonly state: ProtectionFinding['state'];
  readonly remedy: string;
  /** At least one. */
  readonly findings: readonly ProtectionFinding[];
}

/** Groups the findings with the same remedy, in their order. One with a line of its own, or that is fine, stays alone. */
export function groupByRemedy(findings: readonly ProtectionFinding[]): FindingGroup[] {
  const groups = new Map<string, ProtectionFinding[]>();
  for (const [index, finding] of findings.entries()) {
    const { state, remedy, location } = finding;
    const isAlone = state === 'fine' || location !== undefined;
    const key = isAlone ? String(index) : `${state} ${remedy}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ state: first.state, remedy: first.remedy, findings: group }];
  });
}
