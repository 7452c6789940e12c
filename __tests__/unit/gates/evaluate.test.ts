import { expect, test } from '@jest/globals';
import { UserError } from '../../../src/errors.ts';
import { evaluateGates } from '../../../src/gates/evaluate.ts';
import type { Gate, GateAnswer, GateSubject } from '../../../src/gates/gate.ts';
import { GATES } from '../../../src/gates/gates.ts';
import type { ApprovedDeployment } from '../../../src/gates/verdict.ts';
import { REQUEST, valuesFile } from '../bump-values/sample-bump.ts';

/** A gate that counts how often it is asked; `tag`: the deployed tag that it finds. */
function countingGate(name: string, recheckAfterConflict: Gate['recheckAfterConflict'], tag?: string) {
  let asked = 0;
  const check = (): GateAnswer => {
    asked += 1;
    return { answer: `${name} ${asked}`, ...(tag === undefined ? {} : { facts: { previousTag: tag } }) };
  };
  const gate: Gate = { name, question: `${name}?`, appliesTo: () => true, recheckAfterConflict, check };
  return gate;
}

function subjectAt(head: string): GateSubject {
  return { clients: {} as GateSubject['clients'], request: REQUEST, file: { ...valuesFile(''), head } };
}

async function approve(head: string, gates: readonly Gate[], earlier?: ApprovedDeployment) {
  const decision = await evaluateGates(subjectAt(head), earlier, gates);
  if (decision.outcome !== 'deployable') throw new Error(`${decision.outcome} instead of deployable`);
  return decision;
}

const answersOf = ({ verdicts }: ApprovedDeployment) => verdicts.map(({ answer }) => answer);

test('on the same head only gates that did not apply before are asked', async () => {
  const gates = [countingGate('always', 'always'), countingGate('tag', 'other-tag')];
  const first = await approve('a', gates);
  const again = await approve('a', [...gates, countingGate('image', 'never')], first);
  expect(answersOf(again)).toEqual(['always 1', 'tag 1', 'image 1']);
});

test('on another head with the same tag, only the gates about the file are asked again', async () => {
  const gates = [
    countingGate('file', 'always', 'version-1'),
    countingGate('tag', 'other-tag'),
    countingGate('never', 'never'),
  ];
  const first = await approve('a', gates);
  expect(answersOf(await approve('b', gates, first))).toEqual(['file 2', 'tag 1', 'never 1']);
});

test('with another tag, the gates about commits are asked again too', async () => {
  const gates = (tag: string) => [countingGate('file', 'always', tag), about, countingGate('never', 'never')];
  const about = countingGate('tag', 'other-tag');
  const first = await approve('a', gates('version-1'));
  const again = await approve('b', gates('version-2'), first);
  expect(answersOf(again)).toEqual(['file 1', 'tag 2', 'never 1']);
  expect(again.previousTag).toBe('version-2');
});

test('the first gate that stops is the last one asked', async () => {
  const stopping: Gate = {
    ...countingGate('hold', 'always'),
    check: () => ({ answer: 'held', stop: { outcome: 'held', previousTag: null, hold: 'x' } }),
  };
  const decision = await evaluateGates(subjectAt('a'), undefined, [stopping, countingGate('after', 'always')]);
  expect(decision).toMatchObject({ outcome: 'held', hold: 'x', verdicts: [{ gate: 'hold', answer: 'held' }] });
});

test('an error of a gate has the verdicts of the gates before it', async () => {
  const error = new UserError('wrong-target', 'Wrong.', 'Correct it.');
  const rejecting: Gate = {
    ...countingGate('order', 'always'),
    check: () => {
      throw error;
    },
  };
  await expect(
    evaluateGates(subjectAt('a'), undefined, [countingGate('target', 'always'), rejecting]),
  ).rejects.toMatchObject({ name: 'GatedError', cause: error, verdicts: [{ gate: 'target', answer: 'target 1' }] });
});

test('each gate has a name and a question of its own', () => {
  expect(new Set(GATES.map(({ name }) => name)).size).toBe(GATES.length);
  expect(new Set(GATES.map(({ question }) => question)).size).toBe(GATES.length);
});
