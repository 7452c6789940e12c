import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { REPOSITORY } from '../../bench/parts/runtime.ts';
import { openWorkshop, type Workshop } from '../../bench/parts/workshop.ts';
import { type ActionResult, runAction } from '../../sandbox/runner/run-action.ts';
import { describeWith } from './parts/find-part.ts';

const run = promisify(execFile);
const ACTIONS = resolve(import.meta.dirname, '../../actions');

describeWith(
  ['distribution', 'crane', 'skopeo'],
  'build and push with the CNCF registry',
  ({ crane = '', skopeo = '' }) => {
    let workshop: Workshop;
    let directory: string;
    let commit: string;
    beforeAll(async () => {
      workshop = await openWorkshop(20, { bytes: 5_000_000, files: 200 });
      commit = await workshop.team.change();
      directory = await mkdtemp(join(tmpdir(), 'flux-airflow-pushed-'));
    });
    afterAll(async () => {
      await workshop?.close();
      await rm(directory, { recursive: true, force: true });
    });

    const image = () => `${workshop.registry.host}/${REPOSITORY}`;
    const step = (entry: string, inputs: Record<string, string>): Promise<ActionResult> =>
      runAction({
        action: join(ACTIONS, entry),
        repository: 'flux-data/flux-airflow',
        sha: commit,
        workspace: workshop.team.directory,
        runnerTemp: directory,
        apiUrl: 'http://127.0.0.1:9',
        token: 'not used',
        inputs: { image: image(), ...inputs },
      });

    test('an image is pushed, valid for crane and skopeo, and a second push changes nothing', async () => {
      const built = await step('build', { 'registry-mirror': workshop.registry.host });
      expect(built).toHaveSucceeded({ titles: [] });
      const layout = built.outputs.layout ?? '';
      const pushed = await step('push', { layout });
      expect(pushed.outputs).toMatchObject({ outcome: 'pushed', digest: built.outputs.digest });
      const name = `${image()}:version-${commit}`;
      const env = { PATH: process.env.PATH, HOME: directory };
      await run(crane, ['validate', '--insecure', '--remote', name], { env });
      expect((await run(crane, ['digest', '--insecure', name], { env })).stdout.trim()).toBe(built.outputs.digest);
      const copy = join(directory, 'copy');
      await run(skopeo, ['--insecure-policy', 'copy', '--src-tls-verify=false', `docker://${name}`, `dir:${copy}`]);
      const again = await step('push', { layout });
      expect(again).toHaveEndedWith('unchanged');
    });

    test('crane pulls the image as a tarball and pushes it again, with the same digest', async () => {
      const name = `${image()}:version-${commit}`;
      const env = { PATH: process.env.PATH, HOME: directory };
      const tarball = join(directory, 'image.tar');
      await run(crane, ['pull', '--insecure', '--format=oci', name, tarball], { env });
      await run(crane, ['push', '--insecure', tarball, `${image()}:again`], { env });
      const digest = async (tag: string) =>
        (await run(crane, ['digest', '--insecure', `${image()}:${tag}`], { env })).stdout;
      expect(await digest('again')).toBe(await digest(`version-${commit}`));
    });
  },
);
