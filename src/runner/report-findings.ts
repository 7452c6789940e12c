import { error, info, notice, warning } from '@actions/core';
import { type Finding, LEVELS } from '../findings.ts';

/** GitHub's limit of annotations per level and step; the summary has all findings. */
export const MAX_ANNOTATIONS = 10;

const ANNOTATE = { error, warning, notice };

/**
 * Annotates the line of each finding, the most severe first. The title is its own, or its code.
 * @param errorsBefore errors that the step has annotated before: the runner drops those after the tenth
 */
export function reportFindings(findings: readonly Finding[], { errorsBefore = 0 } = {}): void {
  for (const level of LEVELS) {
    const most = MAX_ANNOTATIONS - (level === 'error' ? errorsBefore : 0);
    const some = findings.filter((finding) => finding.level === level);
    for (const { code, title = code, message, location } of some.slice(0, most)) {
      ANNOTATE[level](message, {
        title,
        ...(location === undefined ? {} : { file: location.file }),
        ...(location?.line === undefined ? {} : { startLine: location.line }),
      });
    }
    if (some.length > most) info(`${some.length - most} more: see the job summary.`);
  }
}
