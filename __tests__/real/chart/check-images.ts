import { expect } from '@jest/globals';
import { joinKeyPaths } from '../../../src/values/key-path.ts';
import { type Deployed, DIGEST, IMAGE, NEW } from './combinations.ts';

/** The images that the chart gives to the containers with Airflow. */
export interface ChartImages {
  /** Containers that run DAGs or serve them, by name. */
  readonly code: readonly { readonly name: string; readonly image: string }[];
  readonly migrations: readonly string[];
  /** `repository:tag` of the Kubernetes executor's workers. */
  readonly worker: string;
  readonly podTemplate: string;
}

/** Checks that the action rejects a deployment, or warns about it, exactly where an image stays old. */
export function checkImages(deployed: Deployed, images: ChartImages): 'refused' | 'warned' | 'clean' {
  const { combination, prefix, overrides, warned } = deployed;
  const { target, pin, migrations } = combination;
  const isNew = (image: string) => image === (pin === undefined ? `${IMAGE}:${NEW}` : `${IMAGE}@${DIGEST}`);
  const stale = images.code.filter(({ image }) => !isNew(image)).map(({ name }) => name);
  // The chart references the workers' image by repository and tag, never by digest.
  if (images.worker !== `${IMAGE}:${NEW}`) stale.push('worker');
  const result = { combination, prefix, overrides, warned, stale };
  expect({ ...result, isRefused: overrides.length > 0 }).toEqual({ ...result, isRefused: stale.length > 0 });
  if (overrides.length > 0) return 'refused';

  const staleMigrations = images.migrations.some((image) => !isNew(image));
  const isDefault = target === 'default';
  if (!isDefault) expect({ ...result, migrations }).toEqual({ ...result, migrations: staleMigrations });
  const warnedOf = (part: string) => warned.some((found) => found.startsWith(joinKeyPaths(prefix, part)));
  expect({ ...result, is: warnedOf('images.useDefaultImageForMigration') }).toEqual({
    ...result,
    is: staleMigrations && !isDefault,
  });
  const isPodSet = combination.podRepository !== undefined || combination.podTag !== undefined;
  if (isDefault)
    expect({ ...result, isPodSet }).toEqual({ ...result, isPodSet: images.podTemplate !== `${IMAGE}:${NEW}` });
  expect({ ...result, is: warnedOf('images.pod_template') }).toEqual({ ...result, is: isPodSet });
  return warned.length > 0 ? 'warned' : 'clean';
}
