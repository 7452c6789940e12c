import { UserError } from '../../errors.ts';
import { compareImage } from '../../gitops/image-state.ts';
import type { GateAnswer, GateSubject } from '../gate.ts';

/**
 * Checks that the registry has the image, with the digest that this run pushed.
 * @throws UserError `image-missing`, `digest-mismatch`
 */
export function checkFoundImage({ image: checked, request }: GateSubject): GateAnswer {
  const { image, tag } = request.version;
  const { found, expected } = checked ?? { found: undefined, expected: undefined };
  switch (compareImage(found, expected)) {
    case 'image-missing':
      throw new UserError(
        'image-missing',
        `${image} has no tag ${tag}: Airflow would stop, because the image cannot be pulled.`,
        'Run the steps build and push for this commit first, or correct image, commit and tag-prefix.',
      );
    case 'digest-mismatch':
      throw new UserError(
        'digest-mismatch',
        `${image}:${tag} is ${found} in the registry, but this run pushed ${expected}.`,
        'Find out who moved this tag, make tags immutable in the registry, then deploy a new commit.',
      );
    case 'present':
      return { answer: `${image}:${tag} is ${found}`, facts: { digest: found ?? '' } };
  }
}
