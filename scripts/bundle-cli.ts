/** Bundles the program `flux-airflow` with the sandbox into `cli/bundle/`, which the package has: `npm pack` runs it. */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { renderLicences } from './bundled/licences.ts';
import { findPackages } from './bundled/packages.ts';

const ROOT = resolve(import.meta.dirname, '..');
const TARGET = join(ROOT, 'cli/bundle');
const SCHEMA = 'node_modules/@octokit/graphql-schema/schema.graphql';

/** Programs that the bundle starts; each lies beside it. */
const ENTRIES = {
  index: 'cli/index.ts',
  starter: 'sandbox/processes/starter.ts',
  client: 'sandbox/docker/client.ts',
};

/** Packages written for CommonJS call `require`. */
const BANNER = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

/** Reads GitHub's schema from beside the bundle. */
const schemaBeside: Plugin = {
  name: 'schema beside the bundle',
  setup({ onLoad }) {
    onLoad({ filter: /sandbox\/github\/graphql\/schema\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const contents = text.replace(`'../../../${SCHEMA}'`, `'schema.graphql'`);
      if (contents === text) throw new Error(`${path} does not name ${SCHEMA}`);
      return { contents, loader: 'ts' };
    });
  },
};

/** Writes the bundle, the schema and the licences of the bundled packages into a folder. */
export async function bundleCli(target = TARGET): Promise<void> {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const { metafile } = await build({
    entryPoints: Object.fromEntries(Object.entries(ENTRIES).map(([name, path]) => [name, join(ROOT, path)])),
    outdir: target,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    charset: 'utf8',
    banner: { js: BANNER },
    // The sandbox of the program does not check its answers against GitHub's description.
    external: ['*/check-answer.ts'],
    plugins: [schemaBeside],
    logLevel: 'warning',
    metafile: true,
    absWorkingDir: ROOT,
  });
  copyFileSync(join(ROOT, SCHEMA), join(target, 'schema.graphql'));
  const files = Object.keys(metafile.inputs).map((path) => join(ROOT, path));
  const packages = findPackages(new Map([['cli', files]])).filter(({ directory }) => directory !== ROOT);
  writeFileSync(join(target, 'THIRD-PARTY-LICENSES.txt'), renderLicences(packages));
}

if (import.meta.main) {
  await bundleCli();
  console.log(`Bundled into ${relative(process.cwd(), TARGET) || '.'}`);
}
