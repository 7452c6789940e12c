import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { splitDockerfile } from '../../../../src/image/dockerfile/split.ts';
import { INSTALL, TriggersFolder } from './triggers-folder.ts';

let folder: TriggersFolder;
beforeEach(() => {
  folder = new TriggersFolder();
});
afterEach(() => folder.remove());

test('the copy of the project after the last trigger that executes is code, at the place of FROM', () => {
  const dockerfile = folder.inline([...INSTALL, 'USER astro', 'COPY --chown=astro:0 . .']);
  const { code, runtime, end } = splitDockerfile(dockerfile);
  expect(code.map(({ keyword, line }) => `${keyword} ${line}`)).toEqual(['USER 1', 'COPY 1', 'ENV 2', 'COPY 3']);
  expect(runtime[0]?.instructions.map(({ keyword }) => keyword)).toEqual(['COPY', 'RUN']);
  expect(dockerfile.text.slice(0, end)).toBe('FROM astro');
});

test.each([
  ['a file', [...INSTALL, 'COPY requirements.txt /again']],
  ['a wildcard', [...INSTALL, 'COPY *.txt .']],
  ['a variable', [...INSTALL, 'COPY $FOLDER .']],
  ['a missing folder', [...INSTALL, 'COPY include .']],
  ['a setting that changes when it is applied twice', [...INSTALL, `ENV PATH=/x:${'$'}PATH`]],
  ['another image', ['COPY --from=busybox /bin/sh /bin/sh', 'COPY . .']],
  ['a mount of another image', ['RUN --mount=from=busybox,target=/b true', 'COPY . .']],
  ['a nested trigger', ['ONBUILD COPY . .']],
  ['an instruction that cannot be read', ['RUN a\nRUN b']],
])('a trigger that takes %s is left to Docker with the whole context', (_, triggers) => {
  expect(() => folder.inline(triggers)).toThrow(/^the base image has ONBUILD /);
});

test.each(['FROM astro\nRUN late\n', 'FROM a\nFROM astro\n', '# escape=`\nFROM astro\n'])(
  'a Dockerfile that does not only add code is left to Docker: %j',
  (text) => {
    expect(() => folder.inline(['COPY . .'], text)).toThrow(/^the base image has ONBUILD/);
  },
);
