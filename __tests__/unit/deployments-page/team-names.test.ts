import { expect, test } from '@jest/globals';
import { nameTeams } from '../../../src/deployments-page/team-names.ts';

test.each<[string, string[], string[]]>([
  [
    'the words that distinguish file names',
    ['apps/production-values/flux-airflow-values.yaml', 'apps/production-values/data-lake-airflow-values.yaml'],
    ['Flux', 'Data lake'],
  ],
  [
    'the environment of the folder, if teams have several',
    ['production-values/flux.yaml', 'production-values/elite.yaml', 'staging-values/flux.yaml'],
    ['Flux · production', 'Elite · production', 'Flux · staging'],
  ],
  ['folders of equal file names', ['flux/values.yaml', 'elite/values.yaml'], ['Flux', 'Elite']],
  ['folders in folders', ['flux/prod/values.yaml', 'flux/dev/values.yaml'], ['Prod', 'Dev']],
  ['a single file', ['applications/production-values/flux-airflow-values.yaml'], ['Flux']],
  ['a single file without a word of its own', ['teams/flux/values.yaml'], ['Flux']],
  ['a file without a folder', ['values.yaml'], ['Values.yaml']],
  ['paths where names would be the same', ['v/flux_a.yaml', 'v/flux-a.yaml'], ['flux_a.yaml', 'flux-a.yaml']],
  ['nothing', [], []],
])('names by %s', (_, paths, names) => expect(nameTeams(paths)).toEqual(names));

test('a given name replaces the one of the path', () => {
  const paths = ['v/flux-values.yaml', 'v/elite-values.yaml'];
  expect(nameTeams(paths, new Map([['v/flux-values.yaml', 'Flux analytics']]))).toEqual(['Flux analytics', 'Elite']);
});
