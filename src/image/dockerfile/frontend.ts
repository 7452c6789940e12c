import type { Dockerfile } from './dockerfile.ts';
import { NeedsWholeContext } from './needs-docker.ts';

/** Docker's own frontend, from Docker Hub or a mirror of it. */
const OWN_FRONTEND = /(?:^|\/)docker\/dockerfile(?:-upstream)?(?:[:@]|$)/;

/**
 * Throws if a frontend other than Docker's own reads the Dockerfile, because it may give the lines another meaning.
 * https://docs.docker.com/build/buildkit/frontend/
 * @throws NeedsWholeContext
 */
export function requireOwnFrontend(dockerfile: Dockerfile, buildArgs: Readonly<Record<string, string>>): void {
  const [first] = dockerfile.stages;
  const directive = dockerfile.directives.find((each) => each.startsWith('syntax='))?.slice('syntax='.length);
  const frontend = (buildArgs.BUILDKIT_SYNTAX ?? directive)?.split(' ', 1)[0];
  if (first === undefined || frontend === undefined || OWN_FRONTEND.test(frontend)) return;
  throw new NeedsWholeContext(dockerfile, first.from, `the frontend ${frontend} may read this file in its own way`);
}
