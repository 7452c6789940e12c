import { type AnnotationProperties, error, notice, warning } from '@actions/core';
import { referenceUrl } from './reference-url.ts';

/** The stable titles of annotations that do not fail a step; docs/reference/warnings.md has a section for each. */
export const TITLES = [
  'base image not checked',
  'break-glass: deployed without an approval',
  'break-glass: would be deployed without an approval',
  'comment not written',
  'full docker build',
  'code before RUN',
  'content not checked out',
  'DAGs not fully checked',
  'DAGs not listed',
  'deployments page',
  'duplicate key',
  'drift',
  'earlier sync ended',
  'earlier sync hangs',
  'health not recorded',
  'held',
  'last stage',
  'other image still referenced',
  'image expired',
  'image not signed',
  'issue not opened',
  'could not check',
  'proposal branch',
  'provenance and SBOM are not attached',
  'rollout',
  'rollout not reported',
  'running tasks not known',
  'runtime not indexed',
  'signature not stored with GitHub',
  'skipped',
  'superseded',
  'tasks still running',
  'token not revoked',
  'unchanged',
  'unhealthy before',
  'unread text',
] as const;

export type Title = (typeof TITLES)[number];

type AnnotationLocation = Pick<AnnotationProperties, 'file' | 'startLine'>;

const LEVELS = { notice, warning, alarm: error } as const;

/** Writes an annotation with a link to its section of warnings.md; an `alarm` looks like an error but does not fail the step. */
export function annotate(
  level: keyof typeof LEVELS,
  title: Title,
  message: string,
  place: AnnotationLocation = {},
): void {
  LEVELS[level](`${message}\nMore: ${referenceUrl('warnings.md', title)}`, { ...place, title });
}
