import { expect, test } from '@jest/globals';
import { repositoryParameters, splitRepository } from '../../../../src/github/repository/split-repository.ts';

test('splits a full name', () => {
  expect(splitRepository('acme/air.flow')).toEqual({ owner: 'acme', name: 'air.flow' });
  expect(repositoryParameters('acme/airflow')).toEqual({ owner: 'acme', repo: 'airflow' });
});

test.each(['', 'acme', 'acme/', '/airflow', 'acme/air/flow', 'https://github.com/acme/airflow'])(
  'rejects %j',
  (text) => {
    expect(() => splitRepository(text)).toThrow(
      `${JSON.stringify(text)} is not the full name of a repository (owner/name)`,
    );
  },
);
