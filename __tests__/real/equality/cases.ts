import { BASE_REPOSITORY, BASE_TAG } from '../../../sandbox/runtime/base-image.ts';

/** One file of a build context: text with its mode, a link, or an archive. */
export type ContextFile =
  | string
  | { readonly text: string; readonly mode: number }
  | { readonly link: string }
  /** A packed tar of these files. */
  | { readonly archive: Readonly<Record<string, string>> };

/**
 * The base images: one like Airflow's, one with ONBUILD, one whose ONBUILD is like that of Astronomer's images,
 * one with a shell, and an index of two platforms.
 */
export const BASES = { plain: BASE_TAG, trigger: 'trigger', astro: 'astro', shell: 'shell', multi: 'multi' } as const;

export interface EqualityCase {
  readonly name: string;
  /** Default: `plain`. */
  readonly base?: keyof typeof BASES;
  /** The instructions after FROM. */
  readonly code: string;
  readonly files?: Readonly<Record<string, ContextFile>>;
  /** Empty folders. */
  readonly folders?: readonly string[];
}

const DAGS = {
  'dags/orders.py': 'orders = 1\n',
  'dags/team/payments.py': 'payments = 1\n',
  'dags/run.sh': { text: '#!/bin/sh\n', mode: 0o755 },
  'dags/notes.txt': 'notes\n',
} as const;

const PLAIN: readonly EqualityCase[] = [
  { name: 'COPY of a folder', code: 'COPY dags /opt/airflow/dags' },
  { name: 'COPY of a file', code: 'COPY dags/orders.py /opt/airflow/dags/orders.py' },
  { name: 'COPY of a file into a folder', code: 'COPY dags/orders.py /opt/airflow/dags/' },
  { name: 'COPY of several files', code: 'COPY dags/orders.py dags/run.sh /opt/airflow/dags/' },
  { name: 'COPY of the whole context', code: 'COPY . /opt/airflow/project/' },
  { name: 'COPY with a wildcard', code: 'COPY dags/*.py /opt/airflow/dags/' },
  { name: 'COPY with a wildcard of folders', code: 'COPY dags/t* /opt/airflow/teams/' },
  { name: 'COPY in JSON form', code: 'COPY ["dags/orders.py", "/opt/airflow/dags/with blank.py"]' },
  { name: 'COPY to a relative place', code: 'WORKDIR /opt/airflow/new\nCOPY dags/orders.py lib/' },
  { name: 'COPY over a file of the base', code: 'COPY dags/orders.py /opt/airflow/dags/old.py' },
  { name: 'COPY through a link of the base', code: 'COPY dags /opt/link/dags' },
  { name: 'COPY to a link of the base', code: 'COPY dags /opt/link' },
  { name: 'COPY into folders that are missing', code: 'COPY dags/orders.py /srv/a/b/c/orders.py' },
  { name: 'COPY after USER', code: 'USER airflow\nCOPY dags /opt/airflow/dags' },
  { name: 'COPY twice to one place', code: 'COPY dags/orders.py /x/a.py\nCOPY dags/run.sh /x/a.py' },
  { name: 'ADD of plain files', code: 'ADD dags/orders.py dags/run.sh /opt/airflow/dags/' },
];

const OWNERS: readonly EqualityCase[] = [
  { name: '--chown by name', code: 'COPY --chown=airflow dags /opt/airflow/dags' },
  { name: '--chown by name and group', code: 'COPY --chown=airflow:root dags /opt/airflow/dags' },
  { name: '--chown by number', code: 'COPY --chown=50000:0 dags /opt/airflow/dags' },
  { name: '--chown of one number', code: 'COPY --chown=1234 dags /opt/airflow/dags' },
  { name: '--chown by name and number', code: 'COPY --chown=airflow:33 dags /opt/airflow/dags' },
  { name: '--chown with missing folders', code: 'COPY --chown=airflow:root dags /srv/new/dags' },
  { name: '--chmod of three digits', code: 'COPY --chmod=640 dags /opt/airflow/dags' },
  { name: '--chmod of four digits', code: 'COPY --chmod=2755 dags /srv/new/dags' },
  { name: '--chmod of a file', code: 'COPY --chmod=0755 dags/orders.py /usr/bin/orders' },
  { name: '--chmod with missing folders', code: 'COPY --chmod=4740 dags/orders.py /srv/new/deep/' },
  { name: '--chmod and --chown', code: 'COPY --chown=airflow --chmod=700 dags /opt/airflow/dags' },
  { name: '--chmod by a variable', code: 'ARG MODE=600\nCOPY --chmod=$MODE dags /opt/airflow/dags' },
  { name: '--chmod by symbols', code: 'COPY --chmod=u=rwX,go=rX dags /opt/airflow/dags' },
];

const LINKS: readonly EqualityCase[] = [
  {
    name: 'a link to a file',
    code: 'COPY dags /opt/airflow/dags',
    files: { ...DAGS, 'dags/again.py': { link: 'orders.py' } },
  },
  {
    name: 'a link to a folder',
    code: 'COPY dags /opt/airflow/dags',
    files: { ...DAGS, 'dags/again': { link: 'team' } },
  },
  {
    name: 'a link that leads nowhere',
    code: 'COPY dags /opt/airflow/dags',
    files: { ...DAGS, 'dags/lost': { link: '../missing' } },
  },
  {
    name: 'a link as the source itself',
    code: 'COPY current /opt/airflow/dags',
    files: { ...DAGS, current: { link: 'dags' } },
  },
  {
    name: 'a link to a file as the source itself',
    code: 'COPY current.py /opt/airflow/dags/',
    files: { ...DAGS, 'current.py': { link: 'dags/orders.py' } },
  },
  {
    name: 'a folder over a link of the base',
    code: 'COPY tree /opt/',
    files: { 'tree/link/inside.py': 'x = 1\n' },
  },
  {
    name: 'a file over a folder of the base',
    code: 'COPY tree /opt/airflow',
    files: { 'tree/dags': 'a file\n' },
  },
  {
    name: 'a folder over a file of the base',
    code: 'COPY tree /opt/airflow/dags',
    files: { 'tree/old.py/inside.py': 'x = 1\n' },
  },
];

const IGNORE: readonly EqualityCase[] = [
  {
    name: '.dockerignore',
    code: 'COPY . /opt/airflow/project',
    files: { ...DAGS, '.dockerignore': '**/*.txt\ndags/team\n' },
  },
  {
    name: '.dockerignore with a negation',
    code: 'COPY . /opt/airflow/project',
    files: { ...DAGS, '.dockerignore': 'dags/*\n!dags/team\n!dags/run.sh\n' },
  },
  {
    name: '.dockerignore that keeps one file in an ignored folder',
    code: 'COPY . /opt/airflow/project',
    files: { ...DAGS, '.dockerignore': 'dags\n!dags/team/payments.py\n' },
  },
  {
    name: 'Dockerfile.dockerignore goes first',
    code: 'COPY . /opt/airflow/project',
    files: { ...DAGS, '.dockerignore': 'dags\n', 'Dockerfile.dockerignore': '*.txt\n' },
  },
  {
    name: 'a wildcard below a file, which matches nothing',
    code: 'COPY . /srv\nCOPY note/* /srv/',
    files: { note: 'n' },
  },
  {
    name: 'empty folders',
    code: 'COPY dags /opt/airflow/dags',
    files: DAGS,
    folders: ['dags/empty/inside', 'dags/none'],
  },
];

const DECLARED: readonly EqualityCase[] = [
  { name: 'ENV with variables of the base', code: `ENV PLACE=\${AIRFLOW_HOME}/dags OLD="$PATH"\nCOPY dags \${PLACE}` },
  {
    name: 'ENV with a default and an alternative',
    code: `ENV A=\${NONE:-x} B=\${HOME:+y} C=\\$HOME\nLABEL a=$A b=\${B}c`,
  },
  { name: 'ENV in the old form', code: 'ENV GREETING hello  world\nENV PATH=/x:$PATH' },
  { name: 'LABEL of several', code: 'LABEL team="data eng" "with.dot"=1 \\\n  next=2' },
  { name: 'WORKDIR that does not exist', code: 'WORKDIR /srv/deep/er\nWORKDIR inside\nCOPY dags .' },
  { name: 'WORKDIR after USER', code: 'USER airflow\nWORKDIR /opt/airflow/mine' },
  { name: 'ENTRYPOINT resets CMD of the base', code: 'CMD ["one"]\nENTRYPOINT ["/entrypoint"]' },
  { name: 'ENTRYPOINT alone', code: 'ENTRYPOINT exec /entrypoint "$@"' },
  { name: 'CMD in both forms', code: 'CMD airflow version\nCMD ["airflow", "standalone"]' },
  {
    name: 'EXPOSE, VOLUME and STOPSIGNAL',
    code: 'EXPOSE 8793 9000/udp\nVOLUME /opt/airflow/logs /data\nSTOPSIGNAL SIGINT',
  },
  { name: 'HEALTHCHECK', code: 'HEALTHCHECK --interval=30s --timeout=3s --retries=2 CMD ["airflow", "jobs", "check"]' },
  { name: 'HEALTHCHECK NONE', code: 'HEALTHCHECK NONE' },
  { name: 'SHELL', code: 'SHELL ["/bin/bash", "-c"]\nCMD airflow version' },
  { name: 'USER by number and name', code: 'USER 1000:0\nUSER airflow:root' },
  { name: 'ARG with a default', code: 'ARG WHERE=/opt/airflow/dags\nCOPY dags $WHERE\nENV SEEN=$WHERE' },
  { name: 'ONBUILD of its own', code: 'ONBUILD COPY dags /opt/airflow/dags' },
  { name: 'MAINTAINER', code: 'MAINTAINER data@example.com' },
];

const HEREDOCS: readonly EqualityCase[] = [
  { name: 'a heredoc', code: 'COPY <<EOF /opt/airflow/dags/made.py\nhome = "$AIRFLOW_HOME"\nEOF' },
  { name: 'a heredoc without expansion', code: "COPY --chmod=755 <<'EOF' /opt/airflow/run.sh\necho $HOME\nEOF" },
  {
    name: 'two heredocs and a file',
    code: 'COPY <<a.txt <<-b.txt dags/orders.py /opt/airflow/dags/\none\na.txt\n\ttwo\nb.txt',
  },
  { name: '--link', code: 'COPY --link dags /opt/airflow/dags' },
  { name: '--parents', code: 'COPY --parents dags/team/payments.py /opt/airflow/' },
  { name: '--exclude', code: 'COPY --exclude=*.txt dags /opt/airflow/dags' },
  {
    name: 'an escape directive and comments',
    code: '# a comment\nCOPY \\\n  # inside\n  dags \\\n  /opt/airflow/dags',
  },
];

/** A project for Astronomer's image. */
const ASTRO = {
  ...DAGS,
  'packages.txt': 'libpq-dev\n',
  'requirements.txt': 'pandas\n',
  'include/a.sql': { text: 'select 1\n', mode: 0o755 },
} as const;

const BUILT: readonly EqualityCase[] = [
  {
    name: 'an archive in ADD',
    code: 'ADD packed.tar.gz /srv/',
    files: { ...DAGS, 'packed.tar.gz': { archive: { 'inside.txt': 'inside\n' } } },
  },
  { name: 'ONBUILD of the base', base: 'trigger', code: 'LABEL late=1' },
  { name: 'ONBUILD that executes', base: 'astro', code: 'ENV LATE=1\nCOPY dags /srv/again', files: ASTRO },
  {
    name: 'ONBUILD and an ignore file',
    base: 'astro',
    code: 'USER 50000',
    files: { ...ASTRO, '.dockerignore': '*.md\n.env\n', 'a.md': 'x' },
  },
  {
    name: 'ONBUILD before lines that install packages',
    base: 'astro',
    code: [
      'ENV DBT=1',
      'USER root',
      'RUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*',
      'COPY requirements.txt .',
      'RUN pip install --no-cache-dir -r requirements.txt',
      'RUN python -m venv dbt_venv && . dbt_venv/bin/activate && pip install dbt-postgres==1.9.0',
      'USER airflow',
      'COPY dags dags',
      'CMD ["late"]',
    ].join('\n'),
    files: ASTRO,
  },
  {
    name: 'ONBUILD before a line that installs the project',
    base: 'astro',
    code: 'USER root\nRUN pip install -r requirements.txt',
    files: { ...ASTRO, 'requirements.txt': '-e ./include\n' },
  },
  {
    name: 'ONBUILD before a line that executes',
    base: 'astro',
    code: `COPY --from=${BASE_REPOSITORY}:${BASE_TAG} /etc/group /srv/`,
    files: ASTRO,
  },
  {
    name: 'a stage that gives a file',
    code: `COPY dags /made\nFROM ${BASE_REPOSITORY}:${BASE_TAG}\nCOPY --from=0 /made/run.sh /usr/bin/run\nCOPY dags /opt/airflow/dags`,
  },
  {
    name: 'a stage on a stage',
    code: `ENV KIND=first\nFROM ${BASE_REPOSITORY}:${BASE_TAG} AS mine\nARG KIND=second\nENV SEEN=$KIND\nFROM mine\nCOPY dags /opt/$SEEN$KIND`,
  },
  {
    name: 'a stage that continues another',
    code: `ARG KIND=first\nENV SEEN=$KIND\nCOPY dags /opt/airflow/dags\nFROM ${BASE_REPOSITORY}:${BASE_TAG} AS test\nCOPY dags/run.sh /test/\nFROM first AS mid\nCMD ["mid"]\nFROM mid AS prod\nUSER airflow\nWORKDIR later\nCOPY dags/orders.py $KIND$SEEN/`,
  },
  {
    name: 'a continued stage with an ENTRYPOINT',
    code: `COPY dags /opt/airflow/dags\nCMD ["first"]\nFROM first\nENTRYPOINT ["/e"]\nCOPY dags/run.sh /e`,
  },
  {
    name: 'DAGs before what executes',
    code: `COPY dags /opt/airflow/dags\nCOPY --from=${BASE_REPOSITORY}:${BASE_TAG} /etc/group /srv/group\nUSER airflow`,
  },
];

const MODES = {
  ...DAGS,
  'scripts/start.sh': '#!/bin/sh\n',
  'scripts/stop.sh': '#!/bin/sh\n',
  'scripts/.hidden.sh': '#!/bin/sh\n',
  'scripts/deep/a.txt': 'a\n',
  'entrypoint.sh': '#!/bin/sh\n',
} as const;

/** RUN instructions that only change the mode or owner of copied files. */
const CHANGES: readonly EqualityCase[] = [
  {
    name: 'chmod of a copied file',
    code: 'USER root\nCOPY entrypoint.sh /entrypoint.sh\nRUN chmod +x /entrypoint.sh\nUSER airflow',
  },
  {
    name: 'chmod of a file in a folder',
    code: 'USER root\nCOPY dags dags\nCOPY entrypoint.sh .\nRUN chmod 750 ./entrypoint.sh',
  },
  {
    name: 'chmod by a wildcard, as the owner',
    code: 'COPY --chown=airflow:root scripts /opt/airflow/scripts/\nRUN chmod +x /opt/airflow/scripts/*.sh',
  },
  {
    name: 'chmod of a tree',
    code: 'USER root\nCOPY scripts /srv/scripts\nRUN chmod -R g+w,o-r /srv/scripts\nCOPY dags dags',
  },
  {
    name: 'chmod +w keeps to the mask',
    code: 'USER root\nCOPY scripts /srv/scripts\nRUN chmod -R +w /srv/scripts && chmod a-w /srv/scripts/stop.sh',
  },
  {
    name: 'chown of a tree',
    code: 'USER root\nENV HERE=/srv/code\nCOPY scripts $HERE\nRUN chown -R airflow:airflow $HERE && chmod -R 755 "$HERE"\nUSER airflow',
  },
  {
    name: 'chown to the group of the account',
    code: 'USER root\nCOPY scripts /srv/a\nCOPY dags /srv/b\nRUN chown -R airflow: /srv/a\nRUN chown airflow /srv/b/run.sh',
  },
  { name: 'chown to a group', code: 'USER root\nCOPY scripts /srv/a\nRUN chown :33 /srv/a/start.sh' },
  {
    name: 'chmod of a folder of the base',
    code: 'USER root\nCOPY dags /opt/airflow/dags\nRUN chmod 700 /opt/airflow/dags',
  },
  {
    name: 'chmod -R where the base has files',
    code: 'USER root\nCOPY dags /opt/airflow/dags\nRUN chmod -R 700 /opt/airflow/dags',
  },
  {
    name: 'chmod in the shell of a team',
    code: 'USER root\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nCOPY entrypoint.sh /e.sh\nRUN chmod u+x,g-r /e.sh',
  },
  {
    name: 'chmod of a file of another user',
    code: 'COPY entrypoint.sh /srv/entrypoint.sh\nRUN chmod +x /srv/entrypoint.sh',
  },
  { name: 'chown without being root', code: 'USER airflow\nCOPY dags /srv/dags\nRUN chown -R airflow /srv/dags' },
  { name: 'chmod of a missing file', code: 'USER root\nCOPY dags /srv/dags\nRUN chmod +x /srv/dags/missing.sh' },
  {
    name: 'chmod of a link',
    code: 'USER root\nCOPY dags /srv/dags\nRUN chmod 700 /srv/dags/again',
    files: { ...DAGS, 'dags/again': { link: 'run.sh' } },
  },
].map((each) => ({ base: 'shell', files: MODES, ...each }));

/** Typical Dockerfiles without RUN, on these base images. */
export const CASES: readonly Required<EqualityCase>[] = [
  ...PLAIN,
  ...OWNERS,
  ...LINKS,
  ...IGNORE,
  ...DECLARED,
  ...HEREDOCS,
  ...BUILT,
  ...CHANGES,
].map((each) => ({ base: 'plain', files: DAGS, folders: [], ...each }));
