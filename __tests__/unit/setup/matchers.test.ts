import { expect, test } from '@jest/globals';

const DEPLOYED = {
  exitCode: 0,
  annotations: [],
  outputs: { outcome: 'deployed', rollout: 'rolled-out' },
  log: ['▸ Deploy', 'version-1 is committed'],
  summary: 'version-1 is running',
};
const FAILED = {
  exitCode: 1,
  annotations: [
    { level: 'warning' as const, title: 'held', message: 'Held by ada' },
    { level: 'error' as const, title: 'values-file-missing', message: 'values.yaml does not exist' },
  ],
  outputs: { outcome: 'failed' },
  log: ['warning: Held by ada', 'error: values.yaml does not exist'],
};

/** The result of a workflow has neither annotations nor outputs. */
const WORKFLOW = { exitCode: 1, log: 'Success - Main Build\nFailure - Main Test' };

test('each matcher accepts the run that it names', () => {
  expect(DEPLOYED).toHaveSucceeded({ titles: [] });
  expect(DEPLOYED).toHaveEndedWith('deployed');
  expect(DEPLOYED).toHaveDeployed({ outputs: { rollout: expect.stringMatching(/^rolled/), digest: undefined } });
  expect(DEPLOYED).toHaveSucceeded({ allOutputs: DEPLOYED.outputs, annotations: [], summary: 'is running' });
  expect(WORKFLOW).toHaveExitedWith(1, { log: ['Main Build', /^Failure - Main Test$/m] });
  expect(FAILED).toHaveFailedWith('values-file-missing', {
    message: /does not exist/,
    titles: ['held', expect.any(String)],
  });
});

test.each([
  ['the exit code', () => expect({ ...DEPLOYED, exitCode: 1 }).toHaveDeployed(), 'exit code: expected 0, received 1'],
  [
    'the outcome',
    () => expect(DEPLOYED).toHaveEndedWith('held'),
    'output outcome: expected "held", received "deployed"',
  ],
  [
    'an output',
    () => expect(DEPLOYED).toHaveDeployed({ outputs: { rollout: 'failed' } }),
    'output rollout: expected "failed"',
  ],
  ['the titles', () => expect(FAILED).toHaveFailedWith('values-file-missing', { titles: [] }), 'titles: expected []'],
  [
    'the message',
    () => expect(FAILED).toHaveFailedWith('values-file-missing', { message: 'gone' }),
    'expected it to contain gone',
  ],
  ['all outputs', () => expect(DEPLOYED).toHaveDeployed({ allOutputs: {} }), 'all outputs: expected {}, received {'],
  ['the annotations', () => expect(FAILED).toHaveExitedWith(1, { annotations: [] }), 'annotations: expected []'],
  [
    'the summary',
    () => expect(DEPLOYED).toHaveDeployed({ summary: 'is held' }),
    'summary: expected it to contain is held',
  ],
  [
    'a part of the log',
    () => expect(WORKFLOW).toHaveExitedWith(1, { log: ['Main Build', /gone/] }),
    'log: expected it to contain /gone/',
  ],
  [
    'the case of a loop',
    () => expect(WORKFLOW).toHaveSucceeded({ where: 'push #1' }),
    'push #1: expected the run to succeed',
  ],
  ['the code', () => expect(FAILED).toHaveFailedWith('held'), 'code: expected held, received values-file-missing'],
  ['a code that is missing', () => expect(DEPLOYED).toHaveFailedWith('held'), 'code: expected held, received no error'],
])('a matcher that fails names %s', (_name, check, message) => {
  expect(check).toThrow(message);
});

test('a matcher that fails prints the annotations and the log', () => {
  const check = () => expect(FAILED).toHaveDeployed();
  expect(check).toThrow('error "values-file-missing": values.yaml does not exist');
  expect(check).toThrow('  warning: Held by ada\n  error: values.yaml does not exist');
});
