import { type AnnotationProperties, error, notice, warning } from '@actions/core';
import { referenceUrl } from './reference-url.ts';

/** The titles of all annotations that do not make a step red. Stable; docs/reference/warnings.md has a section for each. */
export const TITLES = [
  'break-glass: deployed without an approval',
  'break-glass: would be deployed without an approval',
  'full docker build',
  'code before RUN',
  'DAGs not listed',
  'deployments page',
  'drift',
  'held',
  'other image still referenced',
  'image expired',
  'could not check',
  'proposal branch',
  'provenance and SBOM are not attached',
  'rollout',
  'skipped',
  'superseded',
  'unchanged',
] as const;

export type Title = (typeof TITLES)[number];

type AnnotationLocation = Pick<AnnotationProperties, 'file' | 'startLine'>;

const LEVELS = { notice, warning, alarm: error } as const;

/** Shows something that somebody should look at, with the address of its section; an `alarm` is as red as an error. */
export function annotate(
  level: keyof typeof LEVELS,
  title: Title,
  message: string,
  place: AnnotationLocation = {},
): void {
  LEVELS[level](`${message}\nMore: ${referenceUrl('warnings.md', title)}`, { ...place, title });
}
