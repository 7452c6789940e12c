import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { Context } from '../../src/image/context/context.ts';
import { makeIgnore } from '../../src/image/context/ignore.ts';
import { NeedsDocker } from '../../src/image/dockerfile/needs-docker.ts';
import { parseDockerfile } from '../../src/image/dockerfile/parse-dockerfile.ts';
import { splitDockerfile } from '../../src/image/dockerfile/split.ts';
import { applyInstructions } from '../../src/image/layer/apply-instructions.ts';
import { DockerfileJudge } from './parts/dockerfile-judge.ts';
import { describeWith } from './parts/find-part.ts';

const FILES = { folders: new Map(), links: new Map(), files: new Set<string>(), passwd: '', group: '', packages: [] };

/** Lines of code that BuildKit rejects, with a neighbour of each that it takes. */
const LINES = [
  ...['ENV A=1 # c', 'ENV A=1 B', 'ENV A', 'ENV', 'ENV =1', 'ENV A=1 B=2', 'ENV A b c', 'ENV A=1 \\\n# c\nB=2'],
  ...['LABEL a=1 # c', 'LABEL a', 'LABEL =1', 'LABEL', 'LABEL a=1 b=2', 'ENV --x A=1', 'LABEL --x a=1'],
  ...['CMD ["a",1]', 'CMD ["a",]', "CMD ['a']", 'CMD', 'CMD []', 'CMD ["a"] x', 'CMD --x a', 'CMD ["a","b"]'],
  ...['ENTRYPOINT ["a",null]', 'ENTRYPOINT', 'ENTRYPOINT []', 'ENTRYPOINT --x a', 'ENTRYPOINT ["a"]'],
  ...['SHELL ["a",1]', 'SHELL a', 'SHELL []', 'SHELL', 'SHELL --x ["a"]', 'SHELL ["a"]'],
  ...['VOLUME [1]', 'VOLUME []', 'VOLUME', 'VOLUME [""]', 'VOLUME ["/a", " "]', 'VOLUME --x /a', 'VOLUME /a /b'],
  ...['EXPOSE', 'EXPOSE --x 80', 'EXPOSE 80', 'USER', 'USER a b', 'USER --x a', 'USER a', 'USER a # c'],
  ...['WORKDIR', 'WORKDIR a b', 'WORKDIR --x a', 'WORKDIR /a', 'STOPSIGNAL', 'STOPSIGNAL 9 9', 'STOPSIGNAL --x 9'],
  ...['STOPSIGNAL 9', 'ARG', 'ARG A B', 'ARG A=1 B=2', 'ARG =1', 'ARG --x A', 'MAINTAINER', 'MAINTAINER a', 'X a'],
  ...['COPY dags', 'COPY', 'COPY ["dags"]', 'COPY --x dags /d', 'COPY dags /d', 'COPY ["dags", 1]', 'COPY dags "" /d'],
  ...['COPY --chown dags /d', 'COPY --chown= dags /d', 'COPY --chmod=9 dags /d', 'COPY --chown=1 --chown=2 dags /d'],
  ...['ADD dags', 'ADD', 'ADD --x dags /d', 'ADD dags /d', 'COPY <<A /d\nA', 'COPY <<A <<A /d/\nA\nA', 'COPY <<A\nA'],
  ...['HEALTHCHECK', 'HEALTHCHECK NONE x', 'HEALTHCHECK NONE', 'HEALTHCHECK CMD', 'HEALTHCHECK CMD x', 'HEALTHCHECK x'],
  ...['HEALTHCHECK --interval=1 CMD x', 'HEALTHCHECK --interval=-1s CMD x', 'HEALTHCHECK --retries=-1 CMD x'],
  ...['HEALTHCHECK --retries=x CMD x', 'HEALTHCHECK --x=1 CMD x', 'HEALTHCHECK --timeout=0.1ms CMD x'],
  ...['HEALTHCHECK --interval=1s NONE', 'HEALTHCHECK CMD ["a", 1]', 'HEALTHCHECK --interval=1s --retries=3 CMD x'],
  ...['ONBUILD', 'ONBUILD ONBUILD USER a', 'ONBUILD FROM a', 'ONBUILD MAINTAINER a', 'ONBUILD USER a', 'ONBUILD X a'],
  ...['ONBUILD COPY a', 'ONBUILD ENV A', 'ONBUILD --x USER a', 'ONBUILD CMD ["a",1]'],
];

describeWith(['dockerfile-judge'], 'a line that BuildKit rejects', ({ 'dockerfile-judge': program }) => {
  let judge: DockerfileJudge;
  let root: string;

  beforeAll(() => {
    judge = new DockerfileJudge(String(program));
    root = mkdtempSync(join(tmpdir(), 'flux-airflow-refusals-'));
    mkdirSync(join(root, 'dags'));
    writeFileSync(join(root, 'dags/a.py'), '');
  });
  afterAll(() => {
    judge.close();
    rmSync(root, { recursive: true, force: true });
  });

  test('is not code', async () => {
    const accepted: string[] = [];
    for (const line of LINES) {
      const text = `FROM a\n${line}\n`;
      const { error, invalid } = await judge.ask({ dockerfile: text });
      if ((error ?? invalid) !== undefined && (await isCode(text, root))) accepted.push(`${line}: ${error ?? invalid}`);
    }
    expect(accepted).toEqual([]);
  });

  test('most similar lines that BuildKit accepts are code', async () => {
    const ends = { code: 0, docker: 0 };
    for (const line of LINES) {
      const text = `FROM a\n${line}\n`;
      const { error, invalid } = await judge.ask({ dockerfile: text });
      if ((error ?? invalid) === undefined) ends[(await isCode(text, root)) ? 'code' : 'docker'] += 1;
    }
    expect(ends.code).toBeGreaterThan(2 * ends.docker);
  });
});

/** Returns whether the action applies the lines itself; `false` if it rejects them or leaves them to Docker. */
async function isCode(text: string, root: string): Promise<boolean> {
  const context = new Context(root, makeIgnore(''));
  const config = { architecture: 'amd64', os: 'linux', rootfs: { type: 'layers' as const, diff_ids: [] } };
  try {
    const split = splitDockerfile(parseDockerfile(text, 'Dockerfile'));
    if (split.code.length === 0) return false;
    await applyInstructions({ split, buildArgs: {}, platform: 'linux/amd64', context, config, files: FILES });
    return true;
  } catch (error) {
    if (error instanceof UserError || error instanceof NeedsDocker) return false;
    throw error;
  }
}
