import { expect, test } from '@jest/globals';
import { parseRemote } from '../../../../cli/init/remote.ts';

test.each([
  ['https://github.com/team/etl.git', 'https://github.com', 'team/etl'],
  ['https://token@github.com/team/etl', 'https://github.com', 'team/etl'],
  ['git@github.com:team/etl.git', 'https://github.com', 'team/etl'],
  ['ssh://git@git.team.example:2222/team/etl.git', 'https://git.team.example', 'team/etl'],
])('%s', (url, serverUrl, repository) => {
  expect(parseRemote(url)).toEqual({ serverUrl, repository });
});

test.each(['/srv/git/etl.git', '../etl', ''])('%j is not on a GitHub', (url) => {
  expect(parseRemote(url)).toBeUndefined();
});
