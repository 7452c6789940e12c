import { annotate } from '../../runner/annotate.ts';
import type { Plan } from '../plan/plan.ts';

/** Names of stages that are not deployed, as a rule. */
const NOT_DEPLOYED = /^(?:unit-?|integration-?)?(?:tests?|testing|lint|dev|devel|development|debug|ci|docs)$/;

/** Warns if the last of several stages, which is deployed, has the name of a stage for tests or development. */
export function warnOfLastStage({ split: { dockerfile } }: Plan): void {
  const { stages } = dockerfile;
  const { name, from } = stages.at(-1) ?? {};
  if (stages.length < 2 || name === undefined || from === undefined || !NOT_DEPLOYED.test(name)) return;
  annotate(
    'warning',
    'last stage',
    `The last stage of the Dockerfile is “${name}”, and the action deploys the last stage. To deploy another one, set the input target to its name.`,
    { file: dockerfile.path, startLine: from.line },
  );
}
