import type { GateSubject } from '../../../src/gates/gate.ts';
import type { prefetchAnswers } from '../../../src/gates/prefetch.ts';

const NEW_ISSUE = 'POST /repos/{owner}/{repo}/issues';

/** Only the type check reads this file: it fails as soon as a gate or its prefetch gets a client that can write. */
export async function writeInAGate({ clients: { source, members, gitops } }: GateSubject) {
  // @ts-expect-error a gate changes nothing in the repository with the DAGs
  await source.mutate('mutation', {});
  // @ts-expect-error a gate opens no issue
  await source.write(NEW_ISSUE, {});
  // @ts-expect-error a gate changes no team
  await members.mutate('mutation', {});
  // @ts-expect-error a gate commits nothing
  await gitops.mutate('mutation', {});
  // @ts-expect-error a gate writes nothing with REST
  await gitops.write(NEW_ISSUE, {});
}

export async function writeWhilePrefetching(source: Parameters<typeof prefetchAnswers>[0]) {
  // @ts-expect-error a prefetch changes nothing
  await source.mutate('mutation', {});
}
