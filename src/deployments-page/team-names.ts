import { commonFolder } from './format.ts';

/** Words in the path of a values file that name no team. */
const NOISE = new Set(['values', 'value', 'yaml', 'yml', 'airflow', 'applications', 'apps']);

/**
 * Returns a name for each values file: the given one, or the words of the file name that distinguish it, then those of
 * its folders: `production-values/flux-airflow-values.yaml` and its neighbours become `Flux`, beside `staging-values`
 * also `Flux · production`. Files whose names would be the same keep their paths.
 * @param given names by path
 */
export function nameTeams(paths: readonly string[], given: ReadonlyMap<string, string> = new Map()): string[] {
  const folder = commonFolder(paths);
  const words = paths.map((path) => wordsOf(path.slice(folder.length)));
  const [first = [], ...others] = words.map((parts) => parts.flat());
  const shared = new Set(others.length === 0 ? [] : first.filter((word) => others.every((own) => own.includes(word))));
  const names = paths.map((path, index) => given.get(path) ?? (nameOf(words[index] ?? [], shared) || fallback(path)));
  return names.map((name, index) => {
    const isUnique = name !== '' && names.filter((other) => other === name).length === 1;
    return isUnique ? name : (paths[index]?.slice(folder.length) ?? '');
  });
}

/** Returns the words of the file name, then those of each folder, outermost first. */
function wordsOf(path: string): string[][] {
  const parts = path.split('/').map((part) => part.split(/[-_.\s]+/).filter((word) => word !== ''));
  return [parts.at(-1) ?? [], ...parts.slice(0, -1)];
}

function nameOf(parts: readonly (readonly string[])[], shared: ReadonlySet<string>): string {
  const distinct = parts.map((words) => words.filter((word) => !shared.has(word) && !NOISE.has(word)).join(' '));
  const name = distinct.filter((part) => part !== '').join(' · ');
  return capitalise(name);
}

/** Returns the folder of a file whose own name says nothing, as in `flux/values.yaml`. */
function fallback(path: string): string {
  const [file = '', folder = file] = path.split('/').toReversed();
  return capitalise(folder);
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
