import { parse, stringify } from 'yaml';
import { findImageOverrides } from '../../../src/gitops/chart/image-overrides.ts';
import { findOverrides, type Override } from '../../../src/gitops/chart/overrides.ts';
import { placeTarget } from '../../../src/gitops/place/place-target.ts';
import { editValues } from '../../../src/values/edit.ts';
import { joinKeyPaths } from '../../../src/values/key-path.ts';
import { layersOf } from '../../unit/gitops/place/layers-of.ts';

export const IMAGE = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/flux-airflow';
export const OTHER = 'registry.example.com/other';
export const [OLD, NEW] = ['version-old', 'version-new'];
const OLD_DIGEST = `sha256:${'1b'.repeat(32)}`;
export const DIGEST = `sha256:${'0a'.repeat(32)}`;

/** The values of Apache Airflow's chart that decide about images, and what a deployment writes. */
export interface Combination {
  readonly target: 'images.airflow' | 'default';
  /** The digest key that each deployment writes. */
  readonly pin: 'images.airflow.digest' | 'defaultAirflowDigest' | undefined;
  readonly repository: string | undefined;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  readonly defaultDigest: string | undefined;
  readonly podRepository: string | undefined;
  readonly podTag: string | undefined;
  readonly migrations: boolean;
}

type Choices = { readonly [Key in keyof Combination]: readonly Combination[Key][] };

const COMMON: Omit<Choices, 'target' | 'repository'> = {
  pin: [undefined, 'images.airflow.digest', 'defaultAirflowDigest'],
  tag: [undefined, OLD],
  digest: [undefined, OLD_DIGEST],
  defaultDigest: [undefined, OLD_DIGEST],
  podRepository: [undefined, OTHER],
  podTag: [undefined, OLD],
  migrations: [false, true],
};

/** Returns all combinations of the values, except those of the target's keys, which `write` sets. */
export function combine(): Combination[] {
  return [
    ...multiply({ target: ['images.airflow'], repository: [undefined, OTHER], ...COMMON }),
    ...multiply({ target: ['default'], repository: [undefined, IMAGE, OTHER], ...COMMON }),
  ];
}

function multiply(choices: Choices): Combination[] {
  const start: Partial<Combination>[] = [{}];
  const all = Object.entries(choices).reduce(
    (before, [name, values]) => before.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    start,
  );
  return all as Combination[];
}

/** Writes a values file. `repository` and `tag` are the values of keys that the deployment does not write. */
function write(combination: Combination): string {
  const { target, repository, tag, digest, defaultDigest, podRepository, podTag, migrations } = combination;
  const own = { repository: IMAGE, tag: OLD };
  const [image, defaults] = target === 'default' ? [{ repository, tag }, own] : [own, { repository, tag }];
  return stringify(
    {
      defaultAirflowRepository: defaults.repository,
      defaultAirflowTag: defaults.tag,
      defaultAirflowDigest: defaultDigest ?? null,
      images: {
        airflow: { ...image, digest: digest ?? null },
        pod_template: { repository: podRepository, tag: podTag },
        useDefaultImageForMigration: migrations,
      },
    },
    { keepUndefined: false },
  );
}

/** A values file after a deployment, and what the action says about it. */
export interface Deployed {
  readonly combination: Combination;
  /** The key above the chart's values; empty for none. */
  readonly prefix: string;
  readonly text: string;
  /** What makes the action reject the deployment. */
  readonly overrides: readonly Override[];
  /** The keys that the action warns about. */
  readonly warned: readonly string[];
}

/** Deploys a new tag to the values of a combination. */
export function deploy(combination: Combination, prefix: string): Deployed {
  const { target, pin } = combination;
  const written = write(combination);
  const nested = prefix.split('.').reduceRight((below, key) => ({ [key]: below }), parse(written));
  const text = prefix === '' ? written : stringify(nested);
  const own = target === 'default' ? 'defaultAirflow' : 'images.airflow.';
  const key = (part: string) =>
    joinKeyPaths(prefix, `${own}${target === 'default' ? `${part[0]?.toUpperCase()}${part.slice(1)}` : part}`);
  const pinned = pin === undefined ? undefined : joinKeyPaths(prefix, pin);
  const keys = {
    tagKey: key('tag'),
    repositoryKey: key('repository'),
    digestKey: pinned ?? joinKeyPaths(prefix, 'images.airflow.digest'),
    pinDigest: pin !== undefined,
  };
  const layers = layersOf(text);
  const overrides = findOverrides(layers, IMAGE, placeTarget(layers, keys, IMAGE));
  const edits = [{ path: keys.tagKey, value: NEW }, ...(pinned === undefined ? [] : [{ path: pinned, value: DIGEST }])];
  const edited = editValues(text, edits);
  const deployed = { image: IMAGE, tag: NEW, digest: DIGEST, ...keys };
  const left = findImageOverrides(layersOf(edited.text), deployed, edited.changes);
  return { combination, prefix, text: edited.text, overrides, warned: left.map(({ key: found }) => found) };
}
