import fc from 'fast-check';
import type { ContextFile, EqualityCase } from './cases.ts';

const NAMES = ['a.py', 'b.txt', 'run.sh', 'deep', 'other', 'with blank', 'ümlaut.py'];
/** Folders, files and a link of the base image, and missing paths. */
const DESTINATIONS = [
  ...['/opt/airflow/dags', '/opt/airflow/dags/', '/opt/airflow/dags/old.py', '/opt/link/dags/', '/opt/link', '/bin/'],
  ...['/srv/new', '/srv/new/deep/', 'relative', 'relative/', '.', '/opt/airflow/$NAME/', '/opt/shared/'],
];
const IGNORES = ['*.txt', '**/*.py', 'deep', '!deep/a.py', 'other/*', '!**/run.sh', '*/deep', '# nothing'];
const LINKS = ['a.py', '../b.txt', 'deep', '/deep/a.py', '/etc/passwd', 'nowhere', '../../..'];

const path = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
const file: fc.Arbitrary<ContextFile> = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.record({ text: fc.string({ maxLength: 5 }), mode: fc.constantFrom(0o644, 0o755, 0o400, 0o4755) }),
  fc.record({ link: fc.constantFrom(...LINKS) }),
);

/** Files whose paths are not folders of other files. */
const files = fc.array(fc.tuple(path, file), { minLength: 1, maxLength: 8 }).map((drawn) => {
  const kept = new Map<string, ContextFile>();
  for (const [name, content] of drawn) {
    const isInTheWay = [...kept.keys()].some((other) => name.startsWith(`${other}/`) || other.startsWith(`${name}/`));
    if (!isInTheWay) kept.set(name, content);
  }
  return kept;
});

const flags = fc
  .tuple(
    fc.option(fc.constantFrom('airflow', 'airflow:root', '50000:0', '7', 'root:airflow'), { freq: 2 }),
    fc.option(fc.constantFrom('640', '0755', '2775', 'u=rwX,go=rX'), { freq: 3 }),
  )
  .map(([chown, chmod]) => [
    ...(chown === null ? [] : [`--chown=${chown}`]),
    ...(chmod === null ? [] : [`--chmod=${chmod}`]),
  ]);

function instruction(sources: readonly string[]): fc.Arbitrary<string> {
  const source = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...sources) },
    { weight: 2, arbitrary: fc.constantFrom('.', '*') },
    { weight: 1, arbitrary: fc.constantFrom('*.py', 'deep', 'deep/*') },
  );
  const copy = fc
    .tuple(
      fc.constantFrom('COPY', 'ADD'),
      flags,
      fc.uniqueArray(source, { minLength: 1, maxLength: 2 }),
      fc.constantFrom(...DESTINATIONS),
    )
    .map(([keyword, given, from, to]) => [keyword, ...given, JSON.stringify([...from, folderFor(from, to)])].join(' '));
  const declare = fc.constantFrom(
    ...['WORKDIR /srv/work', 'WORKDIR below', 'USER root', 'USER airflow', 'ENV NAME=named', 'ENV NAME=$NAME-x'],
    ...['LABEL a=$NAME', 'ARG NAME=argued', 'CMD ["x"]', 'ENTRYPOINT ["y"]', 'VOLUME /data', 'EXPOSE 80'],
  );
  return fc.oneof({ weight: 3, arbitrary: copy }, { weight: 1, arbitrary: declare });
}

/** Returns a folder if there are several sources. */
function folderFor(from: readonly string[], to: string): string {
  return from.length === 1 || to.endsWith('/') ? to : `${to}/`;
}

/** Random Dockerfiles and contexts, including some that both reject. */
export const arbitraryCase: fc.Arbitrary<EqualityCase> = files.chain((drawn) =>
  fc
    .record({
      code: fc.array(instruction([...drawn.keys()].flatMap((name) => [name, name.split('/')[0] ?? name])), {
        minLength: 1,
        maxLength: 5,
      }),
      ignore: fc.option(fc.array(fc.constantFrom(...IGNORES), { minLength: 1, maxLength: 3 }), { freq: 2 }),
      folders: fc.constantFrom([], ['empty'], ['empty/inside']),
    })
    .map(({ code, ignore, folders }) => ({
      name: 'generated',
      code: code.join('\n'),
      folders,
      files: {
        ...Object.fromEntries(drawn),
        ...(ignore === null ? {} : { '.dockerignore': `${ignore.join('\n')}\n` }),
      },
    })),
);
