import { expect, test } from '@jest/globals';
import { readReviewedCommits } from '../../../../src/github/pull-request/reviewed-commits.ts';

const COMMIT = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);
/** Has the same first seven digits as the first one. */
const TWIN = `${'a'.repeat(7)}${'c'.repeat(33)}`;
const LINE = `Reviewed-Commit: ${COMMIT}`;

test.each([
  ['all digits', LINE, LINE],
  [
    'a shortened link',
    `Looked at.\r\n\r\n${LINE}\r\nReviewed-Commit: ${OTHER}\r\n`,
    'Looked at. Reviewed-Commit: aaaaaaa',
  ],
  ['with a link to it', `${LINE}\n[a](../commit/${COMMIT.slice(0, 12)})`, 'Reviewed-Commit: aaaaaaa'],
  ['after a comment', `<!-- Why? -->\n${LINE}\n`, 'Reviewed-Commit: aaaaaaa'],
  ['after the begin of a comment in code', `Not \`<!--\`.\n\n${LINE}\n`, 'Not <!--.\n\nReviewed-Commit: aaaaaaa'],
])('shown: %s', (_, body, text) => {
  expect(readReviewedCommits(body, text).shown).toEqual([COMMIT]);
});

test.each([
  ['in a comment', `<!--\n${LINE}\n-->`, ''],
  ['in a comment, and shown by mistake', `<!--\n${LINE}\n-->`, 'Reviewed-Commit: aaaaaaa'],
  ['in a comment without an end', `Text\n<!--\n${LINE}\n`, 'Text'],
  ['not in the text', `<a title="\n${LINE}\n">a</a>`, 'a'],
  ['fewer digits', LINE, 'Reviewed-Commit: aaaaaa'],
  ['another commit in the text', LINE, 'Reviewed-Commit: aaaaaaab'],
  ['a commit that looks the same', `${LINE}\n* Reviewed-Commit: ${TWIN}`, 'Reviewed-Commit: aaaaaaa'],
  [
    'a link to a commit that looks the same',
    `${LINE}\n[a](../commit/${TWIN.slice(0, 12)})`,
    'Reviewed-Commit: aaaaaaa',
  ],
])('hidden: %s', (_, body, text) => {
  expect(readReviewedCommits(body, text)).toEqual({ shown: [], hidden: [COMMIT] });
});

test('without the line, nothing is shown or hidden', () => {
  expect(readReviewedCommits(`See ${COMMIT}.`, 'See aaaaaaa.')).toEqual({ shown: [], hidden: [] });
});
