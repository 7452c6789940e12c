/**
 * Packs the program `flux-airflow` for `npx`, into DIR: `node scripts/pack-cli.ts DIR`. It is the package of `npm pack`
 * without dependencies, because its bundles contain them.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
/** Parts of package.json that only a clone needs. */
const OF_CLONE = ['private', 'scripts', 'dependencies', 'devDependencies', 'allowScripts'];

/** Returns the path of the packed file. */
export function packCli(directory: string): string {
  const temp = mkdtempSync(join(tmpdir(), 'flux-airflow-pack-'));
  try {
    const whole = pack(ROOT, temp);
    execFileSync('tar', ['-xzf', whole, '-C', temp]);
    const folder = join(temp, 'package');
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const kept = Object.entries(manifest).filter(([name]) => !OF_CLONE.includes(name));
    const engines = { node: '>=24' };
    writeFileSync(
      join(folder, 'package.json'),
      `${JSON.stringify({ ...Object.fromEntries(kept), engines }, null, 2)}\n`,
    );
    mkdirSync(directory, { recursive: true });
    return pack(folder, directory);
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

function pack(folder: string, to: string): string {
  const args = ['pack', '--json', '--pack-destination', to];
  const text = execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [{ filename }] = JSON.parse(text.slice(text.indexOf('[')));
  return join(to, filename);
}

if (import.meta.main) {
  const [directory] = process.argv.slice(2);
  if (directory === undefined) throw new Error('Name the folder for the package: node scripts/pack-cli.ts DIR');
  console.log(packCli(resolve(directory)));
}
