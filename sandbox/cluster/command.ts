/** `npm run cluster -- up` starts a cluster with a team's services in the background; `npm run cluster -- down` ends it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../wait-for.ts';
import { CLUSTER_PREFIX, endCluster } from './index.ts';
import { startClusterStage } from './stage.ts';

/** The file in the cluster's folder with the process of the sandbox's other services. */
const KEEPER = 'keeper';

const COMMANDS: Readonly<Record<string, () => Promise<void>>> = { up, stay, down };
const [name = ''] = process.argv.slice(2);
const command = COMMANDS[name];
if (command === undefined) throw new Error('usage: npm run cluster -- up|down');
await command();

/** Starts a background process for the sandbox's other services. */
async function up(): Promise<void> {
  const keeper = spawn(process.execPath, [import.meta.filename, 'stay'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  keeper.stderr.pipe(process.stderr);
  const ended = once(keeper, 'exit').then(() => Promise.reject(new Error('The cluster did not start.')));
  const [addresses] = await Promise.race([once(keeper.stdout, 'data'), ended]);
  process.stdout.write(addresses);
  process.exit();
}

async function stay(): Promise<void> {
  // The parent closes this pipe once the cluster is up.
  process.stderr.on('error', () => {});
  const { cluster, stage, close } = await startClusterStage();
  const { argocd, directory } = cluster;
  await writeFile(join(directory, KEEPER), String(process.pid));
  const addresses = [
    `Argo CD     ${argocd.url}`,
    `GitOps      ${stage.gitops.gitUrl}`,
    `kubectl     --kubeconfig ${directory}/credentials/admin.conf`,
    `logs        ${directory}/log`,
  ];
  console.log(addresses.join('\n'));
  await once(process, 'SIGTERM');
  await close();
}

async function down(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((each) => each.startsWith(CLUSTER_PREFIX));
  for (const directory of names.map((each) => join(tmpdir(), each))) {
    if (!existsSync(join(directory, KEEPER))) continue;
    const keeper = Number(await readFile(join(directory, KEEPER), 'utf8'));
    if (existsSync(`/proc/${keeper}`)) process.kill(keeper);
    else await endCluster(directory);
    await waitFor(`the removal of ${directory}`, () => !existsSync(directory), { everyMs: 100 });
    console.log(`Removed ${directory}`);
  }
}
