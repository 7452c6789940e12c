import { setTimeout as sleep } from 'node:timers/promises';
import { type Application, readApplicationState } from '../../../src/argocd/application.ts';

const LOOK_EVERY_MS = 20;

export interface Watched {
  readonly url: string;
  readonly token: string;
  /** The commits in the tags before and after. */
  readonly before: string;
  readonly after: string;
}

/** The state that our client reads at one moment. */
export interface State {
  readonly sync: string;
  readonly health: string;
  readonly operation: string;
  readonly images: 'old' | 'both' | 'new';
}

/** Records the states of an application while `work` runs. */
export async function recordStates(watched: Watched, work: () => Promise<unknown>): Promise<State[]> {
  const states: State[] = [];
  let isOver = false;
  const look = async () => states.push(await readState(watched));
  const watching = (async () => {
    for (; !isOver; await sleep(LOOK_EVERY_MS)) await look();
    await look();
  })();
  await work().finally(() => {
    isOver = true;
  });
  await watching;
  return states;
}

/** Returns the sequence of one part of the states, without repetitions. */
export function courseOf<Part extends keyof State>(states: readonly State[], part: Part): State[Part][] {
  return states.map((state) => state[part]).filter((value, index, all) => value !== all[index - 1]);
}

async function readState({ url, token, before, after }: Watched): Promise<State> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/api/v1/applications/flux-airflow`, { headers });
  const { sync, health, operation, isPending, images } = readApplicationState((await answer.json()) as Application);
  const has = (commit: string) => images.some((image) => image.includes(commit));
  const shown = has(after) ? (has(before) ? 'both' : 'new') : 'old';
  return { sync, health, operation: `${operation?.phase ?? 'none'}${isPending ? ', pending' : ''}`, images: shown };
}
