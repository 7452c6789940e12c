import { expect, test } from '@jest/globals';
import { ownersOf, parseCodeowners } from '../../../src/approval/codeowners.ts';

/** The examples of GitHub's documentation, in its order. */
const RULES = parseCodeowners(`# a comment
*       @global-owner1 @global-owner2
*.js    @js-owner #inline comment
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/*  docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
/a\\ b/ @spaces
!/no @negated
/[ab] @classes
`);

test.each([
  ['README.md', ['@global-owner1', '@global-owner2']],
  ['deep/er/x.js', ['@js-owner']],
  ['x.go', ['docs@example.com']],
  ['x.txt', ['@octo-org/octocats']],
  ['build/logs/x/y', ['@octocat']],
  ['build/logs.md', ['@global-owner1', '@global-owner2']],
  ['docs/getting-started.md', ['@doctocat']],
  ['my/apps/x', ['@octocat']],
  ['deeply/nested/logs/x', ['@octocat']],
  ['logs', ['@octocat']],
  ['apps/x', ['@octocat']],
  ['apps/github', []],
  ['apps/github/x', []],
  ['a b/c', ['@spaces']],
  ['no', ['@global-owner1', '@global-owner2']],
  ['a', ['@global-owner1', '@global-owner2']],
])('%s is owned by %j', (path, owners) => {
  expect(ownersOf(RULES, path)).toEqual(owners);
});

test('`docs/*` owns only the files in the folder, not those below', () => {
  const rules = parseCodeowners('docs/* @docs');
  expect(ownersOf(rules, 'docs/a.md')).toEqual(['@docs']);
  expect(ownersOf(rules, 'docs/build/a.md')).toBeUndefined();
});

test('a line without owners owns nothing', () => {
  expect(ownersOf(parseCodeowners('pattern\n'), 'x')).toBeUndefined();
});
