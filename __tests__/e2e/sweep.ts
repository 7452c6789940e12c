import { expect } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { abortAtFault } from '../../sandbox/http/abort-at-fault.ts';
import type { Fault } from '../../sandbox/http/fault.ts';
import type { Call, Service } from '../../sandbox/http/service.ts';
import type { ActionResult } from '../../sandbox/runner/run-action.ts';
import { type Stage, VALUES_FILE } from '../../sandbox/stage/stage.ts';

/** One outside call of a deployment. */
export interface PlannedCall {
  readonly name: string;
  readonly service: Service;
  readonly route: string;
  /** The number of the call of that route, from 1. */
  readonly nth: number;
}

/** The fault at the call; `kill` ends the process while it waits for the response. */
export interface Mishap {
  readonly name: string;
  readonly fault: Fault;
  readonly kill?: boolean;
}

/** A deployment: entry point, inputs and the state that it needs. */
export interface Subject {
  readonly entry?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly token?: string;
  /** Services besides those of the stage. */
  readonly more?: Readonly<Record<string, Service>>;
  prepare?(commit: string): Promise<void>;
}

function services({ github, registry, ecr, mirror }: Stage, { more }: Subject): Record<string, Service> {
  return { GitHub: github.service, registry: registry.service, ECR: ecr.service, mirror: mirror.service, ...more };
}

/** An approved commit that can be deployed. */
export async function nextCommit(stage: Stage, { prepare }: Subject): Promise<string> {
  const commit = await mergeDag(stage, `dag_${Math.random().toString(36).slice(2)}`);
  await prepare?.(commit);
  return commit;
}

/** Returns the calls of one deployment without faults, when the registry has the shared parts. */
export async function planCalls(stage: Stage, subject: Subject): Promise<PlannedCall[]> {
  await stage.run(await nextCommit(stage, subject), subject);
  const commit = await nextCommit(stage, subject);
  const before = Object.values(services(stage, subject)).map(({ calls }) => calls.length);
  const result = await stage.run(commit, subject);
  expect(result).toHaveDeployed();
  return Object.entries(services(stage, subject)).flatMap(([name, service], index) => {
    const seen = new Map<string, number>();
    return service.calls.slice(before[index]).map(({ route }: Call) => {
      const nth = (seen.get(route) ?? 0) + 1;
      seen.set(route, nth);
      return { name, service, route, nth };
    });
  });
}

/** Deploys with one fault, then again without. Checks both, and returns the result of the first. */
export async function mishap(stage: Stage, subject: Subject, call: PlannedCall, what: Mishap): Promise<string> {
  const where = `${call.name}: ${call.route} #${call.nth}, ${what.name}`;
  const commit = await nextCommit(stage, subject);
  const first = await disturbed(stage, subject, commit, call, what);
  // The last request of a killed run may still be in progress.
  await stage.github.service.idle();
  // A run may be killed after it has reported the result.
  const outcome = first.exitCode === null ? 'killed' : (first.outputs.outcome ?? 'untold');
  const made = await commitsFor(stage, commit);
  const allowed = what.kill === true ? [0, 1] : [outcome === 'deployed' ? 1 : 0];
  expectEnd(first, where, what);
  expect([where, allowed]).toEqual([where, expect.arrayContaining([made])]);
  const again = await stage.run(commit, subject);
  expect(again).toHaveEndedWith(made === 1 ? 'unchanged' : 'deployed', { where });
  expect([where, await commitsFor(stage, commit)]).toEqual([where, 1]);
  expect(String(await stage.gitops.read('main', VALUES_FILE))).toContain(`tag: version-${commit}`);
  return outcome;
}

/** Expects that a run was killed, deployed, or failed with an annotation. A killed run may have reported its result. */
function expectEnd(run: ActionResult, where: string, { kill = false }: Mishap): void {
  if (kill) expect(run).toHaveExitedWith(null, { where });
  else if (run.exitCode === 0) expect(run).toHaveDeployed({ where });
  else expect(run).toHaveExitedWith(1, { where, outputs: { outcome: 'failed' }, message: /./ });
}

async function disturbed(
  stage: Stage,
  subject: Subject,
  commit: string,
  { service, route, nth }: PlannedCall,
  { fault, kill }: Mishap,
): Promise<ActionResult> {
  service.faults.plan({ route, nth, fault });
  const killer = new AbortController();
  const stop = kill === true ? abortAtFault(service, route, killer) : undefined;
  try {
    const result = await stage.run(commit, { ...subject, signal: killer.signal });
    expect([route, nth, service.faults.pending]).toEqual([route, nth, 0]);
    return result;
  } finally {
    stop?.();
    service.faults.clear();
  }
}

async function commitsFor({ gitops }: Stage, commit: string): Promise<number> {
  return (await gitops.log('main')).filter(({ message }) => message.includes(`Source-Commit: ${commit}`)).length;
}
