import { suspectLastStage } from '../../image/dockerfile/select-target.ts';
import { annotate } from '../../runner/annotate.ts';
import type { Plan } from '../plan.ts';

/** Warns if the last stage of the Dockerfile, which is deployed, has the name of a stage for tests or development. */
export function warnOfLastStage({ split: { dockerfile } }: Plan): void {
  const name = suspectLastStage(dockerfile);
  const line = dockerfile.stages.at(-1)?.from.line;
  if (name === undefined || line === undefined) return;
  annotate(
    'warning',
    'last stage',
    `The last stage of the Dockerfile is “${name}”, and the action deploys the last stage. To deploy another one, set the input target to its name.`,
    { file: dockerfile.path, startLine: line },
  );
}
