import { expect, test } from '@jest/globals';

const DEPLOYED = {
  exitCode: 0,
  annotations: [],
  outputs: { outcome: 'deployed', rollout: 'rolled-out' },
  log: ['▸ Deploy', 'version-1 is committed'],
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

test('each matcher accepts the run that it names', () => {
  expect(DEPLOYED).toHaveSucceeded({ titles: [] });
  expect(DEPLOYED).toHaveEndedWith('deployed');
  expect(DEPLOYED).toHaveDeployed({ outputs: { rollout: expect.stringMatching(/^rolled/), digest: undefined } });
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
