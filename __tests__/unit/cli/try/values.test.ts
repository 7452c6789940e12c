import { expect, test } from '@jest/globals';
import { prepareValues } from '../../../../cli/try/values.ts';

const path = 'values.yaml';
const prepare = (text: string) => prepareValues({ path, text }, 'team-airflow', 'version-1');
const OURS = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team-airflow';

test('a repository of the team is kept, and needs no input', () => {
  const { image, inputs, notes, text } = prepare(
    'images:\n  airflow:\n    repository: ghcr.io/team/airflow\n    tag: a # x\n',
  );
  expect({ image, inputs, notes }).toEqual({ image: 'ghcr.io/team/airflow', inputs: {}, notes: [] });
  expect(text).toBe('images:\n  airflow:\n    repository: ghcr.io/team/airflow\n    tag: version-1 # x\n');
});

test.each([
  ['empty', 'repository: ~', ''],
  ['of the stock image', 'repository: apache/airflow', ' It is apache/airflow.'],
  ['missing', 'pullPolicy: Always', ''],
])('a repository that is %s is set, with a note', (_, line, more) => {
  const { image, notes, text } = prepare(`images:\n  airflow:\n    ${line}\n    tag: a\n`);
  expect(image).toBe(OURS);
  expect(text).toContain(`repository: ${OURS}`);
  expect(notes).toEqual([`Set images.airflow.repository to the name of your image.${more}`]);
});

test('an umbrella chart is found without inputs', () => {
  const { inputs } = prepare('flow:\n  images:\n    airflow:\n      repository: ghcr.io/team/airflow\n      tag: a\n');
  expect(inputs).toEqual({});
});

test('several places of the image need the key', () => {
  const image = 'images:\n      airflow:\n        repository: ghcr.io/team/airflow\n        tag: a\n';
  const { inputs } = prepare(`a:\n    ${image}b:\n    ${image}`);
  expect(inputs).toEqual({ 'tag-key': 'a.images.airflow.tag' });
});

test('without a file, an example is used', () => {
  expect(prepareValues(undefined, 'team-airflow', 'version-1')).toMatchObject({
    isExample: true,
    image: OURS,
    notes: [],
  });
});
