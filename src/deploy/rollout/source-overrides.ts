import { parse } from 'yaml';
import type { Application, Source } from '../../argocd/application.ts';
import type { ArgoCdOptions } from '../../argocd/argocd.ts';
import type { GitHubReader } from '../../github/api/client.ts';
import { readWholeTexts } from '../../github/repository/files.ts';
import type { TargetKeys } from '../../gitops/request.ts';
import { splitReference } from '../../image-reference.ts';
import { type KeyPath, parseKeyPath } from '../../values/key-path.ts';
import type { Committed, Deployment } from './rollout.ts';

/** A value that Argo CD sets itself, and that the chart prefers to the one in the values file. */
interface SourceOverride {
  /** The field or the file that sets it. */
  readonly where: string;
  readonly key: string;
  readonly value: string;
}

/**
 * Describes what keeps the committed tag from being used: a parameter of the Application, or of a file
 * `.argocd-source.yaml` or `.argocd-source-<application>.yaml` beside the chart, as argocd-image-updater writes it.
 * Returns `undefined` if there is no such override.
 * @throws GitHubError
 */
export async function describeSourceOverride(
  gitops: GitHubReader,
  { spec }: Application,
  argocd: ArgoCdOptions,
  { version, target }: Deployment,
  committed: Committed,
): Promise<string | undefined> {
  const { repository } = target.location;
  const dry = spec?.sourceHydrator?.drySource;
  const sources = [...(spec?.sources ?? []), ...[spec?.source, dry].filter((source) => source !== undefined)];
  const own = sources.flatMap((source) => findOverrides(source, target, version.image, 'the Application'));
  const paths = sources
    .filter(isOf(repository))
    .flatMap(({ path = '.' }) => namesOf(argocd).map((name) => join(path, name)));
  const files = await readWholeTexts(gitops, repository, committed.commit, paths);
  const others = [...files].flatMap(([path, text]) => findOverrides(readSource(text), target, version.image, path));
  const override = [...others, ...own].find(({ value }) => value !== committed.tag && value !== committed.digest);
  if (override === undefined) return undefined;
  const { where, key, value } = override;
  return `${where} sets ${key} to ${value}, which overrides the values file`;
}

/** Returns the files that Argo CD merges into a source: https://argo-cd.readthedocs.io/en/stable/user-guide/parameters/ */
function namesOf({ application, namespace }: ArgoCdOptions): string[] {
  const instances = [application, ...(namespace === undefined ? [] : [`${namespace}_${application}`])];
  return ['.argocd-source.yaml', ...instances.map((instance) => `.argocd-source-${instance}.yaml`)];
}

function isOf(repository: string): (source: Source) => boolean {
  const path = repository.toLowerCase();
  return ({ repoURL = '' }) => {
    const url = repoURL.toLowerCase().replace(/(?:\.git)?\/*$/, '');
    return url.endsWith(`/${path}`) || url.endsWith(`:${path}`);
  };
}

function findOverrides(
  { helm, kustomize }: Source,
  target: TargetKeys,
  image: string,
  where: string,
): SourceOverride[] {
  const keys = [target.tagKey, target.digestKey];
  const values = [helm?.valuesObject, readYaml(helm?.values)];
  const ofHelm = keys.flatMap((key) => {
    const path = parseKeyPath(key);
    const parameters = (helm?.parameters ?? []).filter(({ name = '' }) => isSame(stepsOf(name), path));
    return [...parameters.map(({ value }) => value), ...values.map((each) => valueAt(each, path))].map((value) => ({
      where,
      key,
      value: String(value ?? ''),
    }));
  });
  const images = (kustomize?.images ?? []).map((entry) => splitReference(entry.slice(entry.indexOf('=') + 1)));
  const ofKustomize = images.flatMap((each) =>
    each?.repository === image ? [{ where, key: image, value: each.digest ?? each.tag ?? '' }] : [],
  );
  return [...ofHelm, ...ofKustomize].filter(({ value }) => value !== '');
}

/** Returns the steps of a name as `helm --set` reads it: `a.b\.c[0]`. */
function stepsOf(name: string): string[] {
  const steps = name.match(/(?:\\.|[^.[\]\\])+/g) ?? [];
  return steps.map((step) => step.replace(/\\(.)/g, '$1'));
}

function isSame(steps: readonly string[], path: KeyPath): boolean {
  return steps.length === path.length && steps.every((step, index) => step === String(path[index]));
}

function valueAt(values: unknown, path: KeyPath): unknown {
  let value = values;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || typeof step === 'object') return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return typeof value === 'object' ? undefined : value;
}

function readSource(text: string): Source {
  const value = readYaml(text);
  return typeof value === 'object' && value !== null ? value : {};
}

function readYaml(text = ''): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function join(path: string, name: string): string {
  const folder = path.replace(/^(?:\.?\/)+|\/+$/g, '');
  return folder === '' || folder === '.' ? name : `${folder}/${name}`;
}
