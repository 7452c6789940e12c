import fc from 'fast-check';

/** Content and mode of a file, or the target of a link. */
export type Entry = { readonly text: string; readonly mode: number } | { readonly link: string };
export type Tree = Readonly<Record<string, Entry>>;

/** A Dockerfile, and its context before and after one change. */
export interface ChangeCase {
  readonly dockerfile: string;
  readonly ignore: readonly string[];
  readonly before: Tree;
  readonly after: Tree;
}

const PATHS = [
  ...[
    'a.py',
    'b.txt',
    'deep/a.py',
    'deep/b.txt',
    'deep/deeper/a.py',
    'deep/deeper/c.sh',
    'other/a.py',
    'other/x/y.txt',
  ],
  ...['link', 'deep/link', 'ü.py', 'with blank', 'setup.sh'],
];
const LINKS = ['a.py', 'deep', 'deeper', '../other', 'nowhere', '/other/x'];
const IGNORES = ['*.txt', '**/*.py', 'deep/deeper', '!deep/a.py', 'OTHER', 'Deep', '!**/c.sh', 'other/*'];

const entry: fc.Arbitrary<Entry> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ text: fc.constantFrom('1', '2', '3', ''), mode: fc.constantFrom(0o644, 0o755) }),
  },
  { weight: 1, arbitrary: fc.record({ link: fc.constantFrom(...LINKS) }) },
);

/** Files whose paths are not folders of other files. */
const tree: fc.Arbitrary<Tree> = fc
  .array(fc.tuple(fc.constantFrom(...PATHS), entry), { minLength: 4, maxLength: 12 })
  .map((drawn) => {
    const kept: Record<string, Entry> = {};
    for (const [path, file] of drawn) if (fits(path, kept)) kept[path] = file;
    return kept;
  });

function fits(path: string, kept: Tree): boolean {
  return !Object.keys(kept).some((other) => path.startsWith(`${other}/`) || other.startsWith(`${path}/`));
}

/** Patterns that may match nothing; other sources must exist. */
const WILDCARDS = [
  '*',
  '*.py',
  'd*',
  'deep/*',
  '*/a.py',
  'deep/*/a.py',
  '**',
  '**/*.py',
  'deep/**/*.py',
  'o?her',
  '[a-d]*',
];
const ODD = ['./deep/./deeper/*', '$WHAT', '${WHAT}/x', 'link', 'deep/link'];

/** Returns sources for a COPY or a mount. */
function sourcesIn(tree: Tree): fc.Arbitrary<string> {
  const paths = Object.keys(tree).filter((path) => !path.includes(' '));
  const folders = paths.flatMap((path) => path.split('/').map((_, index, parts) => parts.slice(0, index).join('/')));
  const there = [...new Set([...paths, ...folders])].map((path) => path || '.');
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...there) },
    { weight: 6, arbitrary: fc.constantFrom(...WILDCARDS) },
    { weight: 1, arbitrary: fc.constantFrom(...ODD) },
  );
}

const KEYWORDS = [
  'COPY',
  'ADD',
  'COPY --link',
  'COPY --parents',
  'COPY --exclude=*.txt',
  'COPY --parents --exclude=**/a.py',
];
const declare = fc.constantFrom(
  'ARG WHAT=deep',
  'ENV WHAT=other',
  'ARG WHAT',
  `ENV SAYS='cat <<EOF'`,
  'LABEL says="<<EOF"',
);

function instructions(tree: Tree, maxLength: number, executes: boolean): fc.Arbitrary<readonly string[]> {
  const source = sourcesIn(tree);
  const copy = fc
    .tuple(fc.constantFrom(...KEYWORDS), fc.array(source, { minLength: 1, maxLength: 2 }))
    .map(([keyword, sources]) => `${keyword} ${sources.join(' ')} /made/`);
  const mount = fc
    .tuple(fc.constantFrom('type=bind,source=', 'TYPE=bind,Source=', '"type=bind",src=', 'source='), source)
    .map(([options, path]) => (/[*?[]/.test(path) ? 'target=/m' : `${options}${path},target=/m`));
  const run = mount.map((options) => `RUN --mount=${options} ["/judge", "/m", "/made/record"]`);
  const quoted = fc.constant('RUN ["/judge", "/made", "/made/<<EOF"]');
  const code = [
    { weight: 5, arbitrary: copy },
    { weight: 1, arbitrary: declare },
  ];
  const runtime = [
    { weight: 3, arbitrary: run },
    { weight: 1, arbitrary: quoted },
  ];
  return fc.array(fc.oneof(...code, ...(executes ? runtime : [])), { maxLength });
}

const dockerfile = (base: string, tree: Tree) =>
  fc
    .record({
      first: instructions(tree, 2, true),
      second: instructions(tree, 2, true),
      code: instructions(tree, 2, false),
    })
    .map(({ first, second, code }) =>
      [
        ...[`FROM ${base} AS first`, 'WORKDIR /made', ...first],
        ...[`FROM ${base}`, 'COPY --from=first /made /made', ...second, ...code, ''],
      ].join('\n'),
    );

/** Changes, adds, removes or renames one file. */
const change = (before: Tree): fc.Arbitrary<Tree> =>
  fc.tuple(fc.constantFrom(...Object.keys(before)), fc.constantFrom(...PATHS), entry).chain(([path, place, file]) => {
    const { [path]: old, ...rest } = before;
    const moved = old !== undefined && fits(place, rest) ? { ...rest, [place]: old } : rest;
    const added = fits(place, before) ? { ...before, [place]: file } : before;
    return fc.constantFrom<Tree>({ ...before, [path]: file }, rest, moved, added);
  });

/** Generates builds on an image that contains only `/judge`. */
export const arbitraryChange = (base: string): fc.Arbitrary<ChangeCase> =>
  tree.chain((before) =>
    fc.record({
      dockerfile: dockerfile(base, before),
      ignore: fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(fc.constantFrom(...IGNORES), { minLength: 1, maxLength: 3 }) },
      ),
      before: fc.constant(before),
      after: change(before),
    }),
  );
