import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import ignore from 'ignore';
import { type OwnerRule, ownersOf, parseCodeowners } from '../../../src/approval/codeowners.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 2000);

const name = fc.stringMatching(/^[ab.][ab.c]{0,2}$/).filter((text) => !/^\.+$/.test(text));
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
const segment = fc.oneof(
  name,
  fc.stringMatching(/^[ab*?]{1,3}$/).filter((text) => !text.includes('**')),
  fc.constant('**'),
);
const pattern = fc
  .tuple(fc.boolean(), fc.array(segment, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([rooted, segments, folder]) => `${rooted ? '/' : ''}${segments.join('/')}${folder ? '/' : ''}`)
  .filter((text) => !text.includes('**/**'));

/** GitHub's exception to .gitignore: `docs/*` owns only the files in the folder, and none below it. */
function isExempt(text: string): boolean {
  return text.endsWith('/*') && !text.endsWith('**/*');
}

test('a pattern owns the files that the library “ignore” matches with the same line of .gitignore', () => {
  fc.assert(
    fc.property(
      pattern.filter((text) => !isExempt(text)),
      path,
      (text, file) => {
        const matches = ownersOf(parseCodeowners(`${text} @owner`), file) !== undefined;
        expect([text, file, matches]).toEqual([text, file, ignore().add(text).ignores(file)]);
      },
    ),
    { numRuns: RUNS },
  );
});

test('only the last line that matches counts', () => {
  const lines = fc.array(fc.tuple(pattern, fc.nat(9)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(lines, path, (pairs, file) => {
      const text = pairs.map(([line, owner]) => `${line} @owner${owner}`).join('\n');
      const last = pairs.findLast(([line]) => ownersOf(parseCodeowners(`${line} @one`), file) !== undefined);
      expect(ownersOf(parseCodeowners(text), file)).toEqual(last && [`@owner${last[1]}`]);
    }),
    { numRuns: RUNS },
  );
});

test('spaces are escaped, and comments and blank lines have no effect', () => {
  const word = fc.stringMatching(/^[a-z][a-z ]{0,6}[a-z]$/);
  fc.assert(
    fc.property(word, fc.constantFrom('', ' ', '\t', '  # x @other', '\r'), (file, tail) => {
      const text = `# @other\n\n   \n/${file.replaceAll(' ', '\\ ')} @owner${tail}\n# end`;
      const rules: readonly OwnerRule[] = parseCodeowners(text);
      expect(rules).toEqual([{ pattern: `/${file}`, owners: ['@owner'] }]);
      expect(ownersOf(rules, file)).toEqual(['@owner']);
      expect(ownersOf(rules, `x/${file}`)).toBeUndefined();
    }),
    { numRuns: RUNS },
  );
});
