import { expect, test } from '@jest/globals';
import { NeedsDocker } from '../../../../src/image/dockerfile/needs-docker.ts';
import { parseDockerfile } from '../../../../src/image/dockerfile/parse-dockerfile.ts';
import { splitDockerfile } from '../../../../src/image/dockerfile/split.ts';
import { rejectMovedInstallation } from '../../../../src/image/layer/reject-moved-installation.ts';

const PARSED = parseDockerfile('FROM a\nRUN python -m venv dbt_venv\n', 'Dockerfile');
const HOME = '/usr/local/airflow';

function reject(WorkingDir: string, Env: string[], isMoved = true): void {
  const installations = PARSED.stages[0]?.instructions ?? [];
  const dockerfile = isMoved ? { ...PARSED, installations } : PARSED;
  rejectMovedInstallation({ ...splitDockerfile(PARSED), dockerfile }, { WorkingDir, Env });
}

test('the usual variables of an image take nothing from the project', () => {
  const env = ['PATH=/usr/local/bin:/usr/bin', `PYTHONPATH=${HOME}`, `AIRFLOW__CORE__DAGS_FOLDER=${HOME}/dags`];
  expect(() => reject(HOME, env)).not.toThrow();
  expect(() => reject(HOME, [`PATH=${HOME}/dbt_venv/bin:/usr/bin`])).not.toThrow();
  expect(() => reject('/', [`PATH=.`], false)).not.toThrow();
});

test.each([
  ['/', 'PATH=/bin', 'the code is copied to /'],
  ['/etc', 'PATH=/bin', 'the code is copied to /etc'],
  ['/usr/lib', 'PATH=/bin', 'the code is copied to /usr/lib'],
  [HOME, `PATH=/bin:${HOME}/bin`, `PATH has ${HOME}/bin`],
  [HOME, 'PATH=/bin:.', 'PATH has .'],
  [HOME, 'PATH=/bin:', 'PATH has '],
  [HOME, 'PATH=bin:/bin', 'PATH has bin'],
  [HOME, 'PIP_CONSTRAINT=constraints.txt', 'PIP_CONSTRAINT has constraints.txt'],
  [HOME, 'PIP_REQUIREMENT=1', 'PIP_REQUIREMENT has 1'],
  [HOME, 'PIP_FIND_LINKS=https://x wheels', 'PIP_FIND_LINKS has wheels'],
  [HOME, `PYTHONPATH=/x:${HOME}/dags`, `PYTHONPATH has ${HOME}/dags`],
  [HOME, `PIP_FIND_LINKS=https://x ${HOME}/wheels`, `PIP_FIND_LINKS has ${HOME}/wheels`],
])('in %s with %s, a moved RUN may use the project', (folder, variable, reason) => {
  expect(() => reject(folder, [variable])).toThrow(NeedsDocker);
  expect(() => reject(folder, [variable])).toThrow(reason);
});
