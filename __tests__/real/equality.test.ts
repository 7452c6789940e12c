import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BASE_REPOSITORY, BASE_TAG } from '../../sandbox/runtime/base-image.ts';
import { CASES, type EqualityCase } from './equality/cases.ts';
import { type End, Judge } from './equality/compare.ts';
import { addToDockerfile, buildOurs, checkOut } from './equality/workbench.ts';
import { describeWith } from './parts/find-part.ts';

/** The maximum of cases left to BuildKit because their result is unknown without running them. */
const MAX_WHOLE = 10;

describeWith(
  ['docker', 'buildkit', 'buildx', 'dockerfile-judge'],
  'images equal those of BuildKit',
  ({ docker, buildkit, buildx, 'dockerfile-judge': program }) => {
    let judge: Judge;
    const ends = new Map<string, End>();
    const namesOf = (end: End) => [...ends].filter(([, each]) => each === end).map(([name]) => name);

    beforeAll(async () => {
      judge = await Judge.start(String(docker), String(buildkit), String(buildx), program);
    });
    afterAll(async () => {
      const [equal, whole, refused] = [namesOf('equal'), namesOf('whole'), namesOf('refused')];
      console.log(
        `${CASES.length} Dockerfiles: ${equal.length} equal, ${refused.length} refused by both, ${whole.length} built whole: ${whole.join(', ')}`,
      );
      await judge?.close();
    });

    test.each(CASES)('$name', async (each: EqualityCase) => {
      ends.set(each.name, await judge.compare(each));
    });

    test('a new runtime reuses the layers of the last one, and the log says what changed', async () => {
      const { directory, registry, daemon } = judge;
      const from = `COPY --from=${BASE_REPOSITORY}:${BASE_TAG} /etc/group /srv/`;
      const checkout = await checkOut(directory, { name: 'first', code: `${from}first`, files: {} });
      await buildOurs(registry, checkout, directory, daemon.environment);
      await daemon.prune();
      const sha = await addToDockerfile(checkout.directory, `${from}second`);
      const next = await buildOurs(registry, { ...checkout, sha }, directory, daemon.environment);
      if ('failed' in next) throw new Error(next.failed.log.join('\n'));
      expect(next.log).toMatch(/so Docker builds it\. Since the previous runtime: the Dockerfile has changed\./);
      expect(next.log).toMatch(/^#(\d+) \[.*\] COPY .* \/srv\/first\n#\1 (?:CACHED|sha256:)/m);
    });

    test('a change of the code needs no runtime where the base image has ONBUILD', async () => {
      expect(
        [
          'ONBUILD of the base',
          'ONBUILD that executes',
          'ONBUILD and an ignore file',
          'ONBUILD before lines that install packages',
        ].map((name) => ends.get(name)),
      ).toEqual(['equal', 'equal', 'equal', 'equal']);
      const { directory, registry, daemon } = judge;
      const files = { 'packages.txt': 'first\n', 'requirements.txt': 'first\n', 'dags/a.py': 'a = 1\n' };
      const checkout = await checkOut(directory, { name: 'astro', base: 'astro', code: 'ENV A=1', files });
      const first = await buildOurs(registry, checkout, directory, daemon.environment);
      if ('failed' in first) throw new Error(first.failed.log.join('\n'));
      expect(first.log).toContain('so Docker builds it');
      await writeFile(join(checkout.directory, 'dags/a.py'), 'a = 2\n');
      const sha = await addToDockerfile(checkout.directory, 'ENV B=2');
      const next = await buildOurs(registry, { ...checkout, sha }, directory, { DOCKER_HOST: 'unix:///nowhere' });
      if ('failed' in next) throw new Error(next.failed.log.join('\n'));
      expect(next.log).not.toContain('so Docker builds it');
      expect(next.digest).not.toBe(first.digest);
    });

    test('two concurrent runs without a runtime end with one runtime and one image', async () => {
      const { directory, registry, daemon } = judge;
      const code = `COPY --from=${BASE_REPOSITORY}:${BASE_TAG} /etc/group /srv/both\nCOPY dags /opt/airflow/dags`;
      const checkout = await checkOut(directory, { name: 'both', code, files: { 'dags/a.py': 'a = 1\n' } });
      const build = () => buildOurs(registry, checkout, directory, daemon.environment);
      const [one, other] = await Promise.all([build(), build()]);
      expect([one, other].map((ours) => ('failed' in ours ? ours.failed.log : ours.digest))).toEqual([
        expect.stringMatching(/^sha256:/),
        'failed' in one ? undefined : one.digest,
      ]);
    });

    test('few cases are left to BuildKit', () => {
      expect(namesOf('whole').length).toBeLessThanOrEqual(MAX_WHOLE);
      expect(namesOf('equal').length).toBeGreaterThanOrEqual(40);
    });
  },
);
