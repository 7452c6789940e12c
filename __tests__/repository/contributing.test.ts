import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');

test('the map has each folder of src/, and no other', () => {
  const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const map = text.slice(text.indexOf('## Map'), text.indexOf('## Habits'));
  const named = [...map.matchAll(/`src\/([\w-]+)`/g)].map(([, name]) => name);
  expect(named.toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
});

test('each command of the table exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});

test('the table has each command for people, with a time', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const table = text.slice(text.indexOf('## Commands'), text.indexOf('## Map'));
  const rows = [...table.matchAll(/^\| `npm (?:run )?([\w:]+)(?: [^|]*|`[^|]*)\|[^|]*\|([^|]*)\|$/gm)];
  expect(rows.filter(([, , time = '']) => time.trim() === '')).toEqual([]);
  const named = new Set([...rows.map(([, name]) => name), ...(/`npm run format`/.test(table) ? ['format'] : [])]);
  expect(Object.keys(scripts).filter((name) => !named.has(name))).toEqual([]);
});
