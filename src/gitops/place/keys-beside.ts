import { formatKeyPath, type KeyPath, parseKeyPath, type Step } from '../../values/key-path.ts';
import { type Layers, readKey } from './layers.ts';

/** The key of the tag, and those that usually belong to it. */
export interface ImageKeys {
  readonly tagKey: string;
  readonly repositoryKey: string;
  readonly digestKey: string;
}

/**
 * Returns the keys that belong to a tag's key: `repository` and `digest` beside `tag`, `newName` or `name` beside
 * Kustomize's `newTag`, the parameters `x.repository` and `x.digest` beside the parameter `x.tag` of Argo CD. For any other
 * key, its own value is a whole image reference.
 */
export function keysBeside(layers: Layers, tagKey: string): ImageKeys {
  const path = parseKeyPath(tagKey);
  const above = path.slice(0, -1);
  const own = formatKeyPath(path);
  const beside = (step: Step) => formatKeyPath([...above, step]);
  const last = path.at(-1);
  if (last === 'newTag') {
    const repositoryKey = readKey(layers, beside('newName')) ? beside('newName') : beside('name');
    return { tagKey, repositoryKey, digestKey: beside('digest') };
  }
  const parameter = last === 'value' ? siblingParameters(above) : undefined;
  if (parameter !== undefined) return { tagKey, ...parameter };
  const [repository, digest] =
    typeof last === 'string' ? ['repository', 'digest'].map((part) => rename(last, part)) : [];
  if (repository === undefined || digest === undefined) return { tagKey, repositoryKey: own, digestKey: own };
  return { tagKey, repositoryKey: beside(repository), digestKey: beside(digest) };
}

/** Returns the name of another part: `tag` becomes `repository`, `defaultAirflowTag` becomes `defaultAirflowRepository`. */
function rename(name: string, part: string): string | undefined {
  if (name === 'tag' || name.endsWith('.tag')) return `${name.slice(0, -'tag'.length)}${part}`;
  const [, before] = /^(\w+)Tag$/.exec(name) ?? [];
  return before === undefined ? undefined : `${before}${part[0]?.toUpperCase()}${part.slice(1)}`;
}

function siblingParameters(above: KeyPath): Omit<ImageKeys, 'tagKey'> | undefined {
  const selector = above.at(-1);
  const name = typeof selector === 'object' ? selector.where.find(([field]) => field === 'name')?.[1] : undefined;
  const keys = ['repository', 'digest'].map((part) => {
    const other = rename(name ?? '', part);
    return other === undefined
      ? undefined
      : formatKeyPath([...above.slice(0, -1), { where: [['name', other]] }, 'value']);
  });
  const [repositoryKey, digestKey] = keys;
  return repositoryKey === undefined || digestKey === undefined ? undefined : { repositoryKey, digestKey };
}
