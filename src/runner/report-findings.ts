import { error, info, notice, warning } from '@actions/core';
import { type Finding, LEVELS } from '../findings.ts';

/** GitHub shows so many annotations of each level for a step; all findings are in the summary. */
export const MAX_ANNOTATIONS = 10;

const ANNOTATE = { error, warning, notice };

/** Annotates the lines that findings are about, the most important first, with their codes as titles. */
export function reportFindings(findings: readonly Finding[]): void {
  for (const level of LEVELS) {
    const some = findings.filter((finding) => finding.level === level);
    for (const { code: title, message, location } of some.slice(0, MAX_ANNOTATIONS)) {
      ANNOTATE[level](message, {
        title,
        ...(location === undefined ? {} : { file: location.file }),
        ...(location?.line === undefined ? {} : { startLine: location.line }),
      });
    }
    if (some.length > MAX_ANNOTATIONS) info(`${some.length - MAX_ANNOTATIONS} more: see the job summary.`);
  }
}
