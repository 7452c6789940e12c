import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { costOf } from '../../../../../sandbox/github/graphql/cost.ts';

const REPOSITORIES = `
  query Labels($labels: Int!) {
    viewer {
      repositories(first: 100) { nodes { issues(first: 50) { nodes { labels(first: $labels) { nodes { name } } } } } }
    }
  }
`;

test('counts the example of GitHub’s documentation as it does: 5,101 requests are 51 points', () => {
  expect(costOf(parse(REPOSITORIES), { labels: 60 })).toBe(51);
});

test('counts lists in fragments, and a query without a list as one point', () => {
  const pullRequests = 'pullRequests(first: 50) { nodes { ... on PullRequest { ...Reviews } } }';
  const fragment =
    'fragment Reviews on PullRequest { reviews(last: 10) { nodes { comments(first: 1) { totalCount } } } }';
  const query = `query Q { repository(owner: "o", name: "r") { ${pullRequests} } } ${fragment}`;
  expect(costOf(parse(query), {})).toBe(Math.round((1 + 50 + 500) / 100));
  expect(costOf(parse('query Q { viewer { login } }'), {})).toBe(1);
  expect(costOf(parse('mutation M { updateRefs(input: {}) { clientMutationId } }'), {})).toBe(1);
});
