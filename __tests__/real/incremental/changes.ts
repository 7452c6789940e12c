import fc from 'fast-check';
import { dag, library, plugin } from './team.ts';

/** What surrounds the files. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly programs: readonly string[];
  /** How the image is built. */
  readonly image: string;
}

/** A change between two runs: files by path (`null` removes one), or what surrounds them. */
export interface Change {
  readonly files?: Readonly<Record<string, string | null>>;
  readonly surroundings?: Partial<Surroundings>;
}

const value = fc.constantFrom('ada', 'ben', 'eve');

/** A text, or that there is no such file. */
function maybe(text: (each: string) => string): fc.Arbitrary<string | null> {
  return fc.oneof(fc.constant(null), value.map(text));
}

function file(path: string, text: fc.Arbitrary<string | null>): fc.Arbitrary<Change> {
  return text.map((each) => ({ files: { [path]: each } }));
}

function brokenPlugin(name: string): string {
  return `from airflow.plugins_manager import AirflowPlugin\nraise ValueError("${name}")\n`;
}

/** Draws a change of what the files of `team.ts` depend on. */
export const change: fc.Arbitrary<Change> = fc.oneof(
  file(
    'code/common/deep.py',
    value.map((name) => `NAME = "${name}"\n`),
  ),
  file(
    'code/common/checks.py',
    value.map((name) => `def check():\n    raise ValueError("${name} is not ready")\n`),
  ),
  file(
    'code/common/settings.py',
    value.map((name) => `from common.deep import NAME\nOWNER = NAME + "${name}"\n`),
  ),
  file(
    'code/include/orders.yaml',
    value.map((name) => `schedule: "@${name === 'ada' ? 'daily' : 'weekly'}"\n`),
  ),
  file(
    'code/include/more.yaml',
    maybe((name) => `schedule: "@${name === 'ada' ? 'daily' : 'weekly'}"\n`),
  ),
  file(
    'code/include/sql/two.sql',
    maybe((name) => `select '${name}'`),
  ),
  file(
    'code/include/deeper/three.sql',
    maybe((name) => `select '${name}'`),
  ),
  file(
    'code/include/flag',
    maybe((name) => name),
  ),
  file(
    'code/extras.py',
    maybe((name) => `TAG = "${name}"\n`),
  ),
  file(
    'code/dags/extras.py',
    maybe((name) => `TAG = "${name} of dags"\n`),
  ),
  file(
    'code/extras/__init__.py',
    maybe((name) => `TAG = "${name} of a package"\n`),
  ),
  file(
    'code/lib/tools.py',
    value.map((name) => `TAG = "${name}"\n`),
  ),
  file(
    'code/tools.py',
    maybe((name) => `TAG = "${name} of the root"\n`),
  ),
  file(
    'code/team_library.py',
    maybe((name) => `VERSION = "${name} hides the library"\n`),
  ),
  file(
    'code/lib/team_library.py',
    maybe((name) => `VERSION = "${name} hides the library"\n`),
  ),
  file('code/plugins/team_plugin.py', value.map(plugin)),
  file(
    'code/plugins/other_plugin.py',
    maybe((name) => `NAME = "${name}"\n`),
  ),
  file(
    'code/dags/plain.py',
    value.map((name) => dag('plain', `tags=["${name}"]`)),
  ),
  file(
    'code/dags/added.py',
    maybe((name) => dag('added', `tags=["${name}"]`)),
  ),
  file(
    'code/dags/copied.py',
    maybe(() => dag('plain', 'tags=["copied"]')),
  ),
  file('code/dags/.airflowignore', fc.constantFrom(null, 'helped.py\n', 'library*\n')),
  value.map((version) => ({ files: library(version) })),
  value.map((TEAM) => ({ surroundings: { environment: { TEAM } } })),
  value.map((rate) => ({ surroundings: { variables: { rate } } })),
  value.map((program) => ({ surroundings: { programs: [program] } })),
  value.map((image) => ({ surroundings: { image } })),
  file(
    'code/dags/skipped.py',
    maybe((name) => `from factory import DAG\ndag = DAG("${name}")\n`.replace('factory', 'made')),
  ),
  file('code/plugins/broken_plugin.py', maybe(brokenPlugin)),
  file(
    'code/plugins/pendulum.py',
    maybe(() => 'hides = "a library"\n'),
  ),
  file(
    'code/include/size.csv',
    value.map((name) => name.repeat(name === 'ada' ? 1 : 2)),
  ),
  file(
    'code/include/order/b.sql',
    maybe(() => ''),
  ),
  file(
    'code/include/order/c.sql',
    maybe(() => ''),
  ),
);
