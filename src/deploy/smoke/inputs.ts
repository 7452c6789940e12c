import { list, minutes } from '../../runner/inputs.ts';
import type { SmokeOptions } from '../options.ts';

/** Reads the DAGs to trigger after the rollout; `undefined` if there are none. @throws UserError `input-minutes` */
export function readSmoke(): SmokeOptions | undefined {
  const dags = list('smoke-dags');
  return dags === undefined ? undefined : { dags: [...new Set(dags)], limitMs: minutes('smoke-timeout') };
}
