import { expect, test } from '@jest/globals';
import { parseDockerfile } from '../../../../src/image/dockerfile/parse-dockerfile.ts';
import { splitDockerfile } from '../../../../src/image/dockerfile/split.ts';

/** Returns the lines of the code, after FROM and a RUN that executes. */
function codeOf(...lines: string[]): number[] {
  const dockerfile = parseDockerfile(['FROM a', 'RUN pip install b', ...lines, ''].join('\n'), 'Dockerfile');
  return splitDockerfile(dockerfile).code.map(({ line }) => line);
}

const HOME = `${'$'}{AIRFLOW_HOME}`;

test.each<string[]>([
  ['COPY start.sh /start.sh', 'RUN chmod +x /start.sh'],
  ['COPY start.sh /', 'RUN chmod 755 /start.sh'],
  ['COPY bin/start.sh .', 'RUN chmod a+x,g-w ./start.sh'],
  ['COPY --chown=airflow scripts/ /opt/scripts/', 'RUN chmod +x /opt/scripts/*.sh'],
  [`COPY dags ${HOME}/dags`, 'RUN chown -R airflow:root "$AIRFLOW_HOME/dags" && chmod -R g+w $AIRFLOW_HOME/dags'],
])('%s, %s: the RUN is part of the code', (copy, run) => {
  expect(codeOf(copy, run, 'USER airflow')).toEqual([3, 4, 5]);
  expect(codeOf(copy, 'COPY more /more', run, 'RUN chmod 600 /more/a')).toEqual([3, 4, 5, 6]);
});

test.each<string[]>([
  ['COPY start.sh /start.sh', 'RUN chmod +x /other.sh'],
  ['COPY start.sh /start.sh', 'RUN chmod +x /start.sh || true'],
  ['COPY start.sh /start.sh', 'RUN chmod +x /start.sh; /start.sh'],
  ['COPY start.sh /start.sh', 'RUN chmod +x /start.sh && /start.sh'],
  ['COPY start.sh /start.sh', 'RUN chmod +x $(ls /start.sh)'],
  ['COPY start.sh /start.sh', 'RUN chmod +x "/start.sh `x`"'],
  ['COPY start.sh /start.sh', 'RUN chmod --reference=/a /start.sh'],
  ['COPY start.sh /start.sh', 'RUN --mount=type=cache,target=/a chmod +x /start.sh'],
  ['COPY start.sh /start.sh', 'RUN ["chmod", "+x", "/start.sh"]'],
  ['COPY start.sh /start.sh', 'RUN chmod +x /start.sh > /log'],
  ['COPY start.sh /start.sh', 'RUN chmod -R 700 /'],
  ['COPY start.sh /start.sh', 'RUN chmod'],
  ['COPY dags dags', `RUN chown -R airflow ${HOME}`],
  ['COPY . .', 'RUN chown -R airflow .git/../..'],
])('%s, %s: the RUN executes', (copy, run) => {
  expect(codeOf(copy, run, 'USER airflow')).toEqual([5]);
});

test('a RUN that changes what the runtime copied executes, and so does all before it', () => {
  expect(codeOf('COPY a /a', 'RUN other', 'COPY b /b', 'RUN chmod 600 /b', 'RUN chmod 600 /a', 'COPY c /c')).toEqual([
    8,
  ]);
});
