import { expect, test } from '@jest/globals';
import { formatChanges, formatHoldFile } from '../../../src/gitops/format-changes.ts';
import { formatHold, holdText } from '../../../src/gitops/hold-file.ts';
import { editValues } from '../../../src/values/edit.ts';
import { fillEdit, parseEdits } from '../../../src/values/edit-list.ts';

const EDITS = [
  { path: 'images.airflow.tag', value: 'new' },
  { path: 'job', part: 'tag', value: 'new' },
] as const;

test('only the changed values are shown, by key and part', () => {
  const text = 'secret: s3cret\nimages: {airflow: {tag: ~, password: s3cret}} # s3cret\njob: a/b:old # s3cret\n';
  const { changes } = editValues(text, EDITS);
  expect(formatChanges({ path: 'values.yaml', changes })).toBe(
    [
      'values.yaml',
      '- images.airflow.tag: (empty)',
      '+ images.airflow.tag: new',
      '- job (tag): old',
      '+ job (tag): new',
    ].join('\n'),
  );
});

test('a value of several lines is shown on one line', () => {
  const { changes } = editValues('tag: "a\\nb\\e[1m"\n', [{ path: 'tag', value: 'new' }]);
  expect(formatChanges({ path: 'f', changes })).toBe('f\n- tag: "a\\nb\\u001b[1m"\n+ tag: new');
});

test('a hold file is shown if it is written, but not if it is deleted', () => {
  const text = holdText({ reason: 'month\nend', by: '@ada', run: 'https://x/1' }, new Date(0));
  expect(formatHoldFile('v.hold', text)).toBe(
    'v.hold\n+ reason: month end\n+ by: "@ada"\n+ since: 1970-01-01T00:00:00Z\n+ run: https://x/1',
  );
  expect(formatHoldFile('v.hold', undefined)).toBe('v.hold (deleted)');
  expect(formatHold(text, 3 * 3_600_000)).toBe(
    'Held by @ada for 3 hours (since 1970-01-01 00:00 UTC): month end (https://x/1)',
  );
});

test.each([
  ['Cluster upgrade\n', 'Held: Cluster upgrade'],
  ['reason: x\nfernetKey: s3cret\n', 'Held: x'],
  ['images: {}\nfernetKey: s3cret\n', 'Held; the GitOps repository has the reason'],
  ['', 'Held'],
  ['reason: "a: \\"b\\""\nby: "@ada"\n', 'Held by @ada: a: "b"'],
  ['reason: "not closed\nby: @ada\n', 'Held by @ada: "not closed'],
])('of the hold file %j is shown %j', (text, shown) => {
  expect(formatHold(text)).toBe(shown);
});

test('an edit does not show a value that it did not write, such as the secret that moved to its position', () => {
  const [edit] = parseEdits('- {key: "env[0].value", value: "version-{tag}"}');
  const [before, after] = ['1', '2'].map((digit) => digit.repeat(40));
  const show = (value: string) => {
    const deployed = { image: 'r/a', tag: String(after), digest: 'sha256:1' };
    const { changes } = editValues(`env: [{value: ${value}}]`, edit === undefined ? [] : [fillEdit(edit, deployed)]);
    return formatChanges({ path: 'f', changes });
  };
  expect(show(`version-${before}`)).toBe(`f\n- env[0].value: version-${before}\n+ env[0].value: version-${after}`);
  expect(show('hunter2')).not.toContain('hunter2');
});
