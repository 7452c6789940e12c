import { expect, test } from '@jest/globals';
import { findBaseImages } from '../../../../src/image/dockerfile/base-images.ts';
import { parseDockerfile } from '../../../../src/image/dockerfile/parse-dockerfile.ts';
import { splitDockerfile } from '../../../../src/image/dockerfile/split.ts';

function split(text: string) {
  const { code, runtime, end } = splitDockerfile(parseDockerfile(text, 'Dockerfile'));
  return {
    code: code.map(({ keyword, rest }) => `${keyword} ${rest}`),
    runtime: runtime.length,
    kept: text.slice(0, end),
  };
}

test('an instruction is read with its flags, across continued lines, without the comments between them', () => {
  const text = '# escape=`\nFROM a\nRUN --mount=type=cache,target=/x --network=none pip install `\n  # why\n\n  b\n';
  const instruction = parseDockerfile(text, 'Dockerfile').stages[0]?.instructions[0];
  expect(instruction).toMatchObject({ keyword: 'RUN', line: 3, rest: 'pip install   b' });
  expect([...(instruction?.flags ?? [])]).toEqual([
    ['mount', ['type=cache,target=/x']],
    ['network', ['none']],
  ]);
});

test('here-documents keep their content', () => {
  const text = 'FROM a\nCOPY <<one <<-"two" /x/\nfirst\none\n\tsecond\ntwo\nCOPY b c\n';
  const [copy, next] = parseDockerfile(text, 'Dockerfile').stages[0]?.instructions ?? [];
  expect(copy?.heredocs).toEqual([
    { name: 'one', chomp: false, expand: true, content: 'first\n' },
    { name: 'two', chomp: true, expand: false, content: '\tsecond\n' },
  ]);
  expect(copy?.rest).toBe('<<one <<-"two" /x/');
  expect(next?.rest).toBe('b c');
});

test.each([
  `RUN printf '%s\\n' 'cat <<EOF' > /entry`,
  'RUN ["sh", "-c", "cat <<EOF"]',
  'RUN echo "<<EOF"',
  'RUN a=\\<<EOF',
])('%s opens no here-document, and the code after it is still code', (run) => {
  expect(split(`FROM a\n${run}\nCOPY dags /dags\n`)).toMatchObject({ code: ['COPY dags /dags'] });
});

test.each(['RUN cat <<EOF\nx\n', 'CMD ["a", 1]\n', 'ENV A=1 # c\n', '# escape=x\n'])(
  '%j is rejected, as by Docker',
  (line) => {
    const text = line.startsWith('#') ? `${line}FROM a\n` : `FROM a\n${line}`;
    expect(() => parseDockerfile(text, 'Dockerfile')).toThrow(expect.objectContaining({ code: 'dockerfile-invalid' }));
  },
);

test('the code begins after the last instruction that executes, in the last stage', () => {
  expect(split('FROM a AS b\nRUN x\nFROM b\nCOPY dags /dags\nRUN y\nENV A=1\nCOPY d /d\n')).toEqual({
    code: ['ENV A=1', 'COPY d /d'],
    runtime: 2,
    kept: 'FROM a AS b\nRUN x\nFROM b\nCOPY dags /dags\nRUN y',
  });
});

test.each(['RUN x', 'COPY --from=b /x /y', 'ADD https://example.com/x /x', 'ADD --checksum=sha256:1 git://e/x /x'])(
  '%s belongs to the runtime',
  (instruction) => {
    expect(split(`FROM a\n${instruction}\nCMD ["x"]\n`).code).toEqual(['CMD ["x"]']);
  },
);

test('without an instruction that executes, the runtime is the base image', () => {
  expect(split('FROM a\nCOPY x /x\n').kept).toBe('FROM a');
});

test('base images come from FROM with its variables, from --from and from mounts, without stages', () => {
  const text =
    'ARG V=1\nFROM a:$V AS one\nRUN --mount=type=bind,from=tool:2,target=/t x\nFROM one\nCOPY --from=one /a /a\nCOPY --from=c /a /a\nFROM scratch\n';
  const dockerfile = parseDockerfile(text, 'Dockerfile');
  const find = (buildArgs: Record<string, string>) =>
    findBaseImages({ dockerfile, stages: dockerfile.stages, buildArgs, platform: 'linux/amd64' }).map(
      ({ name }) => name,
    );
  expect(find({})).toEqual(['a:1', 'tool:2', 'c']);
  expect(find({ V: '2' })).toEqual(['a:2', 'tool:2', 'c']);
});

test('the position of each image is found, even if its name is also a prefix or part of other text', () => {
  const text = [
    'FROM --platform=linux/amd64 linux AS one',
    'RUN --mount=type=bind,from=tool:2,target=/a --mount=from=tool:2,target=/b \\',
    '  # from=tool',
    '  --mount=type=bind,from=tool,target=/c cp from=tool /d',
    'FROM a',
    'COPY --from=tool:2\\',
    '  /x /y',
    '',
  ].join('\n');
  const dockerfile = parseDockerfile(text, 'Dockerfile');
  const options = { dockerfile, stages: dockerfile.stages, buildArgs: {}, platform: 'linux/amd64' };
  const found = findBaseImages(options).map(({ name, start, end }) => [
    name,
    text.slice(0, start).split('\n').at(-1),
    end,
  ]);
  expect(found).toEqual([
    ['linux', 'FROM --platform=linux/amd64 ', text.indexOf(' AS')],
    ['tool:2', 'RUN --mount=type=bind,from=', text.indexOf(',target=/a')],
    ['tool:2', 'RUN --mount=type=bind,from=tool:2,target=/a --mount=from=', text.indexOf(',target=/b')],
    ['tool', '  --mount=type=bind,from=', text.indexOf(',target=/c')],
    ['a', 'FROM ', text.indexOf('\nCOPY')],
    ['tool:2', 'COPY --from=', text.lastIndexOf('\\')],
  ]);
});

test('an image whose name continues on another line is rejected, because it cannot be pinned correctly', () => {
  const dockerfile = parseDockerfile('FROM a\nCOPY --from=too\\\nl /x /y\n', 'Dockerfile');
  const find = () => findBaseImages({ dockerfile, stages: dockerfile.stages, buildArgs: {}, platform: 'linux/amd64' });
  expect(find).toThrow(expect.objectContaining({ code: 'dockerfile-invalid' }));
});

test.each(['RUN x\n', '', 'ENV A=1\nFROM a\n'])('%j is not a Dockerfile', (text) => {
  expect(() => parseDockerfile(text, 'Dockerfile')).toThrow(expect.objectContaining({ code: 'dockerfile-invalid' }));
});
