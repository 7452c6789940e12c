import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a docker into a folder that records there its arguments, its environment and its configuration. */
export function writeDocker(folder: string, exitCode: number): void {
  const lines = [
    ...['#!/bin/sh', `printf '%s\\n' "$@" > ${folder}/arguments`, `env > ${folder}/environment`],
    ...[`cp "$DOCKER_CONFIG/config.json" ${folder}/seen.json`, `exit ${exitCode}`, ''],
  ];
  writeFileSync(join(folder, 'docker'), lines.join('\n'));
  chmodSync(join(folder, 'docker'), 0o755);
}
