import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { parseAllDocuments } from 'yaml';
import { readManifest } from '../../scripts/action-manifest.ts';
import { POLICY_SCHEMA } from '../../src/policy/schema.ts';
import { jobsOf, kindOf, manifestOf, type Step } from './examples.ts';
import { readExamples, readPages } from './markdown.ts';

const examples = readPages().flatMap(readExamples);
const yaml = examples.filter(({ language }) => language === 'yaml' || language === 'yml');
const parsed = yaml.flatMap(({ where, text }) =>
  parseAllDocuments(text).map((document) => {
    const value: unknown = document.errors.length === 0 ? document.toJS() : {};
    return { where, text, document, value, kind: kindOf(value) };
  }),
);
const jobs = parsed
  .filter(({ kind }) => kind === 'workflow' || kind === 'steps')
  .flatMap((example) => jobsOf(example.value).map((job) => ({ ...example, job })));
// A job that calls a reusable workflow is treated like a step.
const steps = jobs.flatMap(({ job, ...example }) => (job.steps ?? [job]).map((step: Step) => ({ ...example, step })));

test('every YAML example is YAML', () => {
  expect(parsed.length).toBeGreaterThan(20);
  const broken = parsed.flatMap(({ where, document: { errors, warnings } }) =>
    [...errors, ...warnings].map(({ message }) => `${where}: ${message}`),
  );
  expect(broken).toEqual([]);
});

test('every JSON example is JSON', () => {
  const json = examples.filter(({ language }) => language === 'json');
  expect(json.length).toBeGreaterThan(0);
  for (const { where, text } of json) expect([where, typeof JSON.parse(text)]).toEqual([where, 'object']);
});

test('examples set only existing inputs of our actions', () => {
  const ours = steps.filter(({ step }) => manifestOf(step.uses) !== undefined);
  expect(ours.length).toBeGreaterThan(8);
  const unknown = ours.flatMap(({ where, step }) =>
    Object.keys(step.with ?? {})
      .filter((input) => manifestOf(step.uses)?.inputs[input] === undefined)
      .map((input) => `${where}: ${input}`),
  );
  expect(unknown).toEqual([]);
});

test('an excerpt of a step has only inputs of the deployment', () => {
  const parts = parsed.filter(({ kind }) => kind === 'inputs');
  expect(parts.length).toBeGreaterThan(4);
  const { inputs } = readManifest('action.yml');
  const unknown = parts.flatMap(({ where, value }) =>
    Object.keys(value as object)
      .filter((input) => inputs[input] === undefined)
      .map((input) => `${where}: ${input}`),
  );
  expect(unknown).toEqual([]);
});

test('a whole workflow sets all required inputs of our actions', () => {
  const missing = steps
    .filter(({ kind }) => kind === 'workflow')
    .flatMap(({ where, step }) => missingInputs(step).map((input) => `${where}: ${input}`));
  expect(missing).toEqual([]);
});

test('examples read only existing outputs of our actions', () => {
  const missing = jobs.flatMap(({ where, text, job }) =>
    [...text.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)].flatMap(([, id, output = '']) => {
      const manifest = manifestOf(job.steps?.find((step) => step.id === id)?.uses);
      return manifest === undefined || output in manifest.outputs ? [] : [`${where}: ${id}.${output}`];
    }),
  );
  expect(missing).toEqual([]);
});

test('every job of a whole workflow sets its permissions, and there are no default permissions', () => {
  const workflows = parsed.filter(({ kind }) => kind === 'workflow');
  expect(workflows.length).toBeGreaterThan(2);
  const open = workflows.filter(
    ({ value }) =>
      JSON.stringify((value as { permissions?: unknown }).permissions) !== '{}' ||
      jobsOf(value).some(({ permissions }) => permissions === undefined),
  );
  expect(open.map(({ where }) => where)).toEqual([]);
});

test('third-party actions are pinned to a commit, with their version beside it', () => {
  const loose = parsed.flatMap(({ where, text }) =>
    [...text.matchAll(/uses: (?!flux-data\/flux-airflow|\.\/)(.*)/g)]
      .filter(([, uses = '']) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(uses))
      .map(([, uses]) => `${where}: ${uses}`),
  );
  expect(loose).toEqual([]);
});

test('policies in examples are valid', () => {
  const judge = formats.default(new Ajv()).compile(POLICY_SCHEMA);
  const policies = parsed.filter(({ kind }) => kind === 'policy');
  expect(policies.length).toBeGreaterThan(0);
  const wrong = policies.filter(({ value }) => value !== null && !judge(value));
  expect(wrong.map(({ where }) => where)).toEqual([]);
});

function missingInputs({ uses, with: given = {} }: Step): string[] {
  const { inputs = {} } = manifestOf(uses) ?? {};
  return Object.keys(inputs).filter((input) => inputs[input]?.required === true && !(input in given));
}
