import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findDisagreements } from '../../../scripts/release/agreement.ts';
import { chooseMajorTag } from '../../../scripts/release/major-tag.ts';
import { readNotes, renderPage } from '../../../scripts/release/notes.ts';
import { parseTag } from '../../../scripts/release/version.ts';

const CHANGELOG = `# Changelog

## [Unreleased]

### Added

- Something to come

## [1.1.0] - 2026-11-30

### Added

- The input \`wait\`

### Fixed

- A crash

## [1.1.0-rc.1] - 2026-11-20

- A try

## [1.0.0] - 2026-11-01

First.

[Unreleased]: https://example.com/compare/v1.1.0...main
[1.1.0]: https://example.com/releases/v1.1.0
`;

describe('tags', () => {
  test.each(['v1.2.3', 'v0.1.0', 'v10.20.30', 'v1.0.0-rc.1', 'v1.0.0-alpha-2'])('%s is a version', (tag) => {
    expect(`v${parseTag(tag).text}`).toBe(tag);
  });

  test.each([
    ['v1'],
    ['1.2.3'],
    ['v1.2'],
    ['v01.2.3'],
    ['v1.2.3.4'],
    ['v1.2.3+build'],
    ['v1.2.3-'],
    ['v1.2.3\n'],
    ['v1.2.3;id'],
    ['v1.2.3-$(id)'],
    ['v1.2.3/../x'],
  ])('%j is not a version', (tag) => {
    expect(() => parseTag(tag)).toThrow('is not a version such as v1.2.3');
  });
});

describe('notes', () => {
  test('of exactly the version asked for', () => {
    expect(readNotes(CHANGELOG, parseTag('v1.1.0'))).toBe('### Added\n\n- The input `wait`\n\n### Fixed\n\n- A crash');
    expect(readNotes(CHANGELOG, parseTag('v1.1.0-rc.1'))).toBe('- A try');
    expect(readNotes(CHANGELOG, parseTag('v1.0.0'))).toBe('First.');
  });

  test.each([
    ['v1.1.1', CHANGELOG, 'has no section'],
    ['v1.1.0', CHANGELOG.replace(' - 2026-11-30', ''), 'has no date as YYYY-MM-DD'],
    ['v1.1.0', CHANGELOG.replace('2026-11-30', '2026-11-31'), 'has no date as YYYY-MM-DD'],
    ['v1.0.0', CHANGELOG.replace('First.', '### Added'), 'is empty'],
    ['v1.0.0', CHANGELOG.replace('[1.1.0] -', '[1.0.0] -'), 'has 2 sections'],
  ])('%s is refused', (tag, changelog, message) => {
    expect(() => readNotes(changelog, parseTag(tag))).toThrow(message);
  });

  test('the page says how to take this version by its commit', () => {
    const page = renderPage('First.', { repository: 'team/tool', tag: 'v1.0.0', commit: 'a'.repeat(40) });
    expect(page).toMatch(/^First\.\n/);
    expect(page).toContain(`uses: team/tool@${'a'.repeat(40)} # v1.0.0`);
  });
});

describe('agreement', () => {
  const files = (packaged: string, locked: string, inner: string) => ({
    package: JSON.stringify({ version: packaged }),
    lock: JSON.stringify({ version: locked, packages: { '': { version: inner } } }),
    changelog: CHANGELOG,
  });

  test('one version everywhere', () => {
    expect(findDisagreements(parseTag('v1.1.0'), files('1.1.0', '1.1.0', '1.1.0'))).toEqual([]);
  });

  test.each([
    ['package.json', files('1.0.0', '1.1.0', '1.1.0')],
    ['package-lock.json', files('1.1.0', '1.0.0', '1.1.0')],
    ['package-lock.json, packages', files('1.1.0', '1.1.0', '1.0.0')],
  ])('%s says another', (file, texts) => {
    expect(findDisagreements(parseTag('v1.1.0'), texts)).toEqual([`${file} says 1.0.0, but the tag says 1.1.0`]);
  });

  test('no notes', () => {
    const [, , , ...notes] = findDisagreements(parseTag('v2.0.0'), files('1.1.0', '1.1.0', '1.1.0'));
    expect(notes).toEqual([expect.stringContaining('CHANGELOG.md has no section “## [2.0.0]')]);
  });

  test('the version of this repository has notes, or is still to be released', () => {
    const read = (name: string) => readFileSync(resolve(import.meta.dirname, '../../..', name), 'utf8');
    const texts = { package: read('package.json'), lock: read('package-lock.json'), changelog: read('CHANGELOG.md') };
    const found = findDisagreements(parseTag(`v${JSON.parse(texts.package).version}`), texts);
    expect(found.filter((line) => !line.includes('has no section'))).toEqual([]);
    expect(texts.changelog).toContain('\n## [Unreleased]\n');
  });
});

describe('the major tag', () => {
  test.each([
    ['v1.0.0', [], 'v1'],
    ['v1.2.0', ['v1.1.9', 'v1.1.10', 'v1.2.0-rc.1'], 'v1'],
    ['v1.2.0', ['v1.2.0'], 'v1'],
    ['v1.10.0', ['v1.9.0'], 'v1'],
    ['v1.9.9', ['v2.0.0', 'v1.9.8'], 'v1'],
    ['v1.2.0', ['v1.3.0-rc.1', 'nightly', 'v1'], 'v1'],
    ['v1.1.2', ['v1.2.0'], undefined],
    ['v1.2.0', ['v1.2.1'], undefined],
    ['v1.9.0', ['v1.10.0'], undefined],
    ['v1.3.0-rc.1', ['v1.2.0'], undefined],
    ['v0.9.0', [], undefined],
  ])('of %s beside %j: %s', (tag, released, expected) => {
    expect(chooseMajorTag(parseTag(tag), released)).toBe(expected);
  });

  test('after each release, in any order, it is on the newest version so far', () => {
    const versions = fc.uniqueArray(fc.tuple(fc.nat(3), fc.nat(12)), { minLength: 1, selector: String });
    fc.assert(
      fc.property(versions, (order) => {
        let current = '';
        const released: string[] = [];
        for (const [minor, patch] of order) {
          const tag = `v1.${minor}.${patch}`;
          if (chooseMajorTag(parseTag(tag), released) === 'v1') current = tag;
          released.push(tag);
          const newest = released.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
          expect(current).toBe(newest);
        }
      }),
    );
  });
});
