import { UserError } from '../../errors.ts';
import type { Dockerfile } from './dockerfile.ts';
import { stageNamed } from './split.ts';

/**
 * Returns a Dockerfile that ends with the stage `target`, given by name or number, as `docker build --target` does; the
 * whole Dockerfile if there is no target. No stage can use a later one, so later stages have no effect.
 * https://docs.docker.com/build/building/multi-stage/#stop-at-a-specific-build-stage
 * @throws UserError `dockerfile-invalid`
 */
export function selectTarget(dockerfile: Dockerfile, target: string | undefined): Dockerfile {
  if (target === undefined) return dockerfile;
  const { stages, text } = dockerfile;
  const stage = stageNamed(stages, target);
  if (stage === undefined) throw noStage(dockerfile, target);
  const last = stage.instructions.at(-1) ?? stage.from;
  return { ...dockerfile, text: text.slice(0, last.end), stages: stages.slice(0, stages.indexOf(stage) + 1) };
}

function noStage({ path, stages }: Dockerfile, target: string): UserError {
  const names = stages.map(({ name }, index) => name ?? String(index)).join(', ');
  return new UserError(
    'dockerfile-invalid',
    `${path} has no stage ${JSON.stringify(target)}.`,
    `Set the input target to one of its stages: ${names}.`,
  );
}
