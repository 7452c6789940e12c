import { expect, test } from '@jest/globals';
import { buildArguments } from '../../../src/build/build-arguments.ts';

test('values go through the environment, and only names are in the process list', () => {
  const { args, environment } = buildArguments({ INDEX: 'https://pypi.example', EMPTY: '' });
  expect(args).toEqual(['--build-arg', 'INDEX', '--build-arg', 'EMPTY']);
  expect(environment).toEqual({ INDEX: 'https://pypi.example', EMPTY: '' });
});

test.each(['PATH', 'HOME', 'LD_PRELOAD', 'DOCKER_CONFIG', 'DOCKER_HOST', 'BUILDX_BUILDER', 'BUILD_SECRET_0'])(
  'an argument %s does not become a variable of docker itself',
  (name) => expect(buildArguments({ [name]: 'x' })).toEqual({ args: ['--build-arg', `${name}=x`], environment: {} }),
);
