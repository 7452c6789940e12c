import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ERROR_CODES } from '../../src/error-codes.ts';
import { TITLES } from '../../src/runner/annotate.ts';
import { anchorOf } from '../../src/runner/reference-url.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MIN_PART_LENGTH = 15;

const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(join(ROOT, 'src', file), 'utf8') }));

/** Returns the sections of a page in order, with their headings. */
function readSections(page: string): { readonly heading: string; readonly text: string }[] {
  const [, ...parts] = readFileSync(join(ROOT, 'docs/reference', page), 'utf8').split(/^## /m);
  return parts.map((part) => {
    const [heading = '', ...lines] = part.split('\n');
    return { heading: heading.replaceAll('`', ''), text: lines.join('\n').trim() };
  });
}

// The compiler allows only the codes and titles of these tables.
describe.each([
  ['errors.md', [...ERROR_CODES], 'error-codes.ts', 90, '(?:UserError\\(|\\bcode:)'],
  ['warnings.md', [...TITLES], 'runner/annotate.ts', 10, '(?:annotate\\(|title =|return|\\?)'],
] as const)('%s', (page, given, list, atLeast, before) => {
  const sections = readSections(page);

  test('has exactly one section for each, in order', () => {
    expect(given.length).toBeGreaterThan(atLeast);
    expect(sections.map(({ heading }) => heading)).toEqual(given.toSorted());
    expect(new Set(given.map(anchorOf)).size).toBe(given.length);
  });

  test('each is used in the code', () => {
    const text = sources.map((source) => (source.file === list ? '' : source.text)).join('\n');
    expect(given.filter((word) => !new RegExp(`${before}[^;]{0,120}?'${word}'`).test(text))).toEqual([]);
  });

  test.each(sections.map(({ heading, text }) => [heading, text]))(
    '%s: what it means, what is safe, what to do',
    (_, text) => {
      const [, meaning, safe, remedy] =
        /^([\s\S]+)\n\n- \*\*Safe now:\*\* (.+)\n- \*\*To do:\*\* ([\s\S]+)$/.exec(text) ?? [];
      for (const part of [meaning, safe]) expect(part?.length).toBeGreaterThan(MIN_PART_LENGTH);
      expect(remedy).toMatch(/^\w[\s\S]+\.(\s|$)/);
    },
  );
});

test('only one place writes annotations, besides those that report findings with their own pages', () => {
  const annotators = sources.filter(({ text }) =>
    [...text.matchAll(/import \{([^}]*)\} from '@actions\/core'/g)].some(([, names = '']) =>
      /\b(error|warning|notice|setFailed)\b/.test(names),
    ),
  );
  expect(annotators.map(({ file }) => file).toSorted()).toEqual([
    'runner/annotate.ts',
    'runner/report-findings.ts',
    'runner/run.ts',
  ]);
});
