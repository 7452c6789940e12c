/** Where in the checked-out repository a reader should look. Lines count from 1. */
export interface Location {
  readonly file: string;
  readonly line?: number;
}

/** What a finding says, and where. */
export interface FindingDetail {
  readonly message: string;
  readonly location?: Location;
}

export type Level = 'error' | 'warning' | 'notice';

/** The levels, the most important first. */
export const LEVELS: readonly Level[] = ['error', 'warning', 'notice'];

/** Something that a reader should know about what this action looks at. */
export interface Finding<Code extends string = string> extends FindingDetail {
  readonly level: Level;
  /** Stable; a page of docs/reference/ has a section for each. */
  readonly code: Code;
  /** The title of the annotation. Default: the code. */
  readonly title?: string;
}

/** Orders findings, the most important first. */
export function compareLevels(a: Finding, b: Finding): number {
  return LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level);
}

/** Counts the findings of each level. */
export function countLevels(findings: readonly Finding[]): { errors: number; warnings: number; notices: number } {
  const [errors, warnings, notices] = LEVELS.map((each) => findings.filter(({ level }) => level === each).length);
  return { errors: errors ?? 0, warnings: warnings ?? 0, notices: notices ?? 0 };
}

/** Returns `file:line`, or the file where there is no line. */
export function formatLocation({ file, line }: Location): string {
  return line === undefined ? file : `${file}:${line}`;
}
