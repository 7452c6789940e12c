import { pack } from 'tar-stream';
import type { ImageConfig } from '../../src/image/oci/image-config.ts';

/** The base image's reference in Docker Hub. */
export const BASE_REPOSITORY = 'apache/airflow';
export const BASE_TAG = '3.3.2-python3.13';

const AIRFLOW = { uid: 50_000, gid: 0 };

/** Mode and owner of the folders in `apache/airflow` into which Airflow repositories copy code. */
const FOLDERS: readonly (readonly [string, number, { readonly uid: number; readonly gid: number }])[] = [
  ['etc', 0o755, { uid: 0, gid: 0 }],
  ['home', 0o755, { uid: 0, gid: 0 }],
  ['home/airflow', 0o750, AIRFLOW],
  ['opt', 0o755, { uid: 0, gid: 0 }],
  ['opt/airflow', 0o775, AIRFLOW],
  ['opt/airflow/dags', 0o775, AIRFLOW],
  ['opt/airflow/logs', 0o775, AIRFLOW],
  ['opt/airflow/plugins', 0o775, AIRFLOW],
  ['usr', 0o755, { uid: 0, gid: 0 }],
  ['usr/bin', 0o755, { uid: 0, gid: 0 }],
];

const FILES: Readonly<Record<string, string>> = {
  'etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nairflow:x:50000:0:First Last:/home/airflow:/bin/bash\n',
  'etc/group': 'root:x:0:airflow\nairflow:x:50000:\n',
  entrypoint: '#!/bin/sh\nexec "$@"\n',
};

/** Returns a tar with the accounts and folders of the Airflow image, without programs. */
export function baseLayer(): AsyncIterable<Buffer> {
  const tar = pack();
  const mtime = new Date(0);
  tar.entry({ name: 'bin', type: 'symlink', linkname: 'usr/bin', mode: 0o777, mtime });
  for (const [name, mode, owner] of FOLDERS) tar.entry({ name: `${name}/`, type: 'directory', mode, ...owner, mtime });
  for (const [name, content] of Object.entries(FILES)) tar.entry({ name, mode: 0o755, mtime }, content);
  tar.finalize();
  return tar as AsyncIterable<Buffer>;
}

/** Returns the config of the Airflow image. */
export function baseConfig(diffId: string): ImageConfig {
  return {
    created: '2026-11-01T00:00:00Z',
    architecture: 'amd64',
    os: 'linux',
    config: {
      User: '50000',
      Env: [
        'PATH=/home/airflow/.local/bin:/usr/local/bin:/usr/bin:/bin',
        'HOME=/home/airflow',
        'AIRFLOW_HOME=/opt/airflow',
        'AIRFLOW_UID=50000',
        'AIRFLOW_VERSION=3.3.2',
      ],
      Entrypoint: ['/usr/bin/dumb-init', '--', '/entrypoint'],
      Cmd: [],
      WorkingDir: '/opt/airflow',
      Labels: { 'org.apache.airflow.version': '3.3.2' },
      ExposedPorts: { '8080/tcp': {} },
    },
    rootfs: { type: 'layers', diff_ids: [diffId] },
    history: [{ created: '2026-11-01T00:00:00Z', created_by: 'COPY / / # the Airflow image, in small' }],
  };
}
