import type { GateSubject } from '../../../src/gates/gate.ts';
import type { prefetchAnswers } from '../../../src/gates/prefetch.ts';

/** Only the type check reads this file: it fails as soon as a gate or its prefetch gets a client that can write. */
export async function writeInAGate(
  { clients: { source, members, gitops } }: GateSubject,
  prefetching: Parameters<typeof prefetchAnswers>[0],
) {
  for (const client of [source, members, gitops, prefetching]) {
    // @ts-expect-error a gate changes nothing with GraphQL
    await client.mutate('mutation', {});
    // @ts-expect-error a gate changes nothing with REST
    await client.write('POST /repos/{owner}/{repo}/issues', {});
  }
}
