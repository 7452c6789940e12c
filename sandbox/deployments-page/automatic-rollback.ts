import type { DeploymentEvent, PageData } from '../../src/deployments-page/data.ts';

/** Adds a deployment of the first values file that failed just before the page was read, and that the action rolled back. */
export function withAutomaticRollback(data: PageData): PageData {
  const [file, ...others] = data.files;
  const last = data.events.find((event) => event.file === 0 && event.ending === 'healthy');
  if (file === undefined || last?.tag === undefined) throw new Error('The sample has no healthy deployment');
  const [tag, at] = [`version-${'f'.repeat(40)}`, (minutes: number) => minutesBefore(data.readAt, minutes)];
  const reason = `${tag} failed: the sync ended as Failed: one or more objects failed to apply, reason: exceeded quota`;
  const requestedBy = 'on-failure: rollback';
  const { healthySeconds: _, mergeSeconds: __, ...deployed } = last;
  const failed: DeploymentEvent = {
    ...deployed,
    pullRequests: [
      { url: last.pullRequests?.[0]?.url.replace(/\d+$/, '99') ?? '', title: 'Load payments twice a day' },
    ],
    mergeSeconds: 31,
    at: at(25),
    oid: 'e'.repeat(40),
    tag,
    sourceCommit: 'f'.repeat(40),
    previousTag: last.tag,
    ending: 'failed',
    isRolledBack: true,
    error: 'rollout-failed',
  };
  const back: DeploymentEvent = {
    ...deployed,
    healthySeconds: 74,
    kind: 'rollback',
    at: at(20),
    oid: 'd'.repeat(40),
    previousTag: tag,
    failedCommit: 'e'.repeat(40),
    note: reason,
    requestedBy,
  };
  const hold = { sentence: `Held by ${requestedBy}: ${reason}`, by: requestedBy, since: at(20), reason };
  const { waiting: ___, ...known } = file;
  const moved = others.map((each) => (each.current === undefined ? each : { ...each, current: each.current + 2 }));
  return {
    ...data,
    files: [{ ...known, tag: last.tag, current: 0, hold }, ...moved],
    events: [back, failed, ...data.events],
  };
}

function minutesBefore(time: string, minutes: number): string {
  return new Date(Date.parse(time) - minutes * 60_000).toISOString();
}
