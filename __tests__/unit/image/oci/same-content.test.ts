import { expect, test } from '@jest/globals';
import { digestOf } from '../../../../src/image/oci/digest.ts';
import type { ImageConfig } from '../../../../src/image/oci/image-config.ts';
import type { StoredManifest } from '../../../../src/image/oci/manifest.ts';
import { OCI_CONFIG, OCI_INDEX, OCI_LAYER_GZIP, OCI_MANIFEST } from '../../../../src/image/oci/media-types.ts';
import { sameConfig, sameLayers } from '../../../../src/image/oci/same-content.ts';

const CONFIG: ImageConfig = {
  created: '2026-11-20T08:30:00Z',
  architecture: 'amd64',
  os: 'linux',
  config: {
    User: '50000',
    Env: ['A=1'],
    Labels: {
      'org.opencontainers.image.created': '2026-11-20T08:30:00Z',
      'org.opencontainers.image.revision': 'a'.repeat(40),
      'org.opencontainers.image.source': 'https://github.com/team/airflow',
    },
  },
  rootfs: { type: 'layers', diff_ids: [digestOf('a')] },
  history: [{ created: '2026-11-20T08:30:00Z', created_by: 'COPY' }],
};

const bytesOf = (config: object) => Buffer.from(JSON.stringify(config));

test('configs of different times and commits are the same', () => {
  const labels = {
    'org.opencontainers.image.revision': 'b'.repeat(40),
    'org.opencontainers.image.source': 'https://github.com/team/airflow',
    'org.opencontainers.image.created': '2026-11-21T08:30:00Z',
  };
  const later = {
    ...CONFIG,
    created: '2026-11-21T08:30:00Z',
    history: [],
    'moby.buildkit.cache.v0': 'a record with times',
    config: { ...CONFIG.config, Labels: labels },
  };
  expect(sameConfig(bytesOf(CONFIG), bytesOf(later))).toBe(true);
});

test.each<[string, object]>([
  ['another variable', { config: { ...CONFIG.config, Env: ['A=2'] } }],
  ['another user', { config: { ...CONFIG.config, User: '0' } }],
  ['another label', { config: { ...CONFIG.config, Labels: { ...CONFIG.config?.Labels, team: 'flux' } } }],
  ['a command', { config: { ...CONFIG.config, Cmd: ['scheduler'] } }],
  ['another platform', { architecture: 'arm64' }],
  ['another file system', { rootfs: { type: 'layers', diff_ids: [digestOf('b')] } }],
  ['an unknown field', { variant: 'v8' }],
])('a config with %s is different', (_, change) => {
  expect(sameConfig(bytesOf(CONFIG), bytesOf({ ...CONFIG, ...change }))).toBe(false);
});

function manifestOf(mediaType: string, document: object): StoredManifest {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...document }));
  return { mediaType, digest: digestOf(bytes), bytes };
}

test('layers are compared in order and without the config; an index is never the same', () => {
  const layer = (text: string) => ({ mediaType: OCI_LAYER_GZIP, digest: digestOf(text), size: text.length });
  const image = (config: string, ...layers: string[]) =>
    manifestOf(OCI_MANIFEST, {
      config: { mediaType: OCI_CONFIG, digest: digestOf(config), size: 1 },
      layers: layers.map(layer),
    });
  expect(sameLayers(image('a', 'x', 'y'), image('b', 'x', 'y'))).toBe(true);
  expect(sameLayers(image('a', 'x', 'y'), image('a', 'y', 'x'))).toBe(false);
  expect(sameLayers(image('a', 'x', 'y'), image('a', 'x'))).toBe(false);
  const index = manifestOf(OCI_INDEX, { manifests: [] });
  expect(sameLayers(index, index)).toBe(false);
});
