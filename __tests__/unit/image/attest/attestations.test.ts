import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { pack } from 'tar-stream';
import { makeAttestations } from '../../../../src/image/attest/attestations.ts';
import { parsePackageMetadata } from '../../../../src/image/attest/python-package.ts';
import { readBlob } from '../../../../src/image/oci/blob.ts';
import { digestOf } from '../../../../src/image/oci/digest.ts';
import { OCI_LAYER_GZIP, OCI_MANIFEST } from '../../../../src/image/oci/media-types.ts';
import { readLayers } from '../../../../src/image/runtime/read-layers.ts';

const BYTES = Buffer.from('{}');
const SUBJECT = { mediaType: OCI_MANIFEST, digest: digestOf(BYTES), bytes: BYTES };
const RUN = {
  url: 'https://github.com/team/airflow/actions/runs/7/attempts/2',
  serverUrl: 'https://github.com',
  workflowRef: 'team/airflow/.github/workflows/deploy.yaml@refs/heads/main',
  event: 'push',
};

async function documents(packages: { name: string; version: string }[]): Promise<[object, object]> {
  const dependencies = [{ uri: 'git+https://github.com/team/airflow', digest: { gitCommit: 'a'.repeat(40) } }];
  const made = makeAttestations(SUBJECT, packages, { name: 'registry.example/airflow', run: RUN, dependencies });
  for (const { manifest } of made) {
    expect(JSON.parse(String(manifest.bytes)).subject).toEqual({
      mediaType: OCI_MANIFEST,
      digest: SUBJECT.digest,
      size: BYTES.length,
    });
  }
  const texts = await Promise.all(made.map(async ({ blobs: [blob] }) => (blob === undefined ? '' : readBlob(blob))));
  const [provenance, sbom] = texts.map((text) => JSON.parse(String(text)));
  return [provenance, sbom];
}

test('provenance names subject, workflow, run and dependencies', async () => {
  const [provenance] = await documents([]);
  expect(provenance).toEqual({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'registry.example/airflow', digest: { sha256: SUBJECT.digest.slice(7) } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'https://actions.github.io/buildtypes/workflow/v1',
        externalParameters: {
          workflow: {
            ref: 'refs/heads/main',
            repository: 'https://github.com/team/airflow',
            path: '.github/workflows/deploy.yaml',
          },
        },
        internalParameters: { github: { event_name: 'push' } },
        resolvedDependencies: [{ uri: 'git+https://github.com/team/airflow', digest: { gitCommit: 'a'.repeat(40) } }],
      },
      runDetails: {
        builder: { id: 'https://github.com/team/airflow/.github/workflows/deploy.yaml@refs/heads/main' },
        metadata: { invocationId: RUN.url },
      },
    },
  });
});

test('the SBOM has a package URL for each package', async () => {
  const [, sbom] = await documents([{ name: 'Jinja2_Ext', version: '1.0+local' }]);
  const purl = 'pkg:pypi/jinja2-ext@1.0%2Blocal';
  expect(sbom).toEqual({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    components: [{ type: 'library', 'bom-ref': purl, name: 'Jinja2_Ext', version: '1.0+local', purl }],
  });
});

test.each([
  ['Metadata-Version: 2.4\nName: pandas\nVersion: 3.0.1\n\nName: other\n', { name: 'pandas', version: '3.0.1' }],
  ['Metadata-Version: 2.4\r\nName: pandas\r\nVersion: 3.0.1\r\n\r\ntext', { name: 'pandas', version: '3.0.1' }],
  ['Metadata-Version: 2.4\nName: pandas\n\nVersion: 3.0.1\n', undefined],
  ['', undefined],
])('metadata of a package: %j', (text, expected) => {
  expect(parsePackageMetadata(text)).toEqual(expected);
});

test('packages are read from the layers, without those that a later layer deletes', async () => {
  const site = 'home/airflow/.local/lib/python3.13/site-packages';
  const layer = async (files: Record<string, string>) => {
    const tar = pack();
    for (const [name, text] of Object.entries(files)) tar.entry({ name: `${site}/${name}` }, text);
    tar.finalize();
    return gzipSync(await buffer(tar as AsyncIterable<Buffer>));
  };
  const metadata = (name: string, version: string) => `Name: ${name}\nVersion: ${version}\n`;
  const layers = await Promise.all([
    layer({
      'pandas-2.0.dist-info/METADATA': metadata('pandas', '2.0'),
      'attrs-25.1.dist-info/METADATA': metadata('attrs', '25.1'),
    }),
    layer({ '.wh.pandas-2.0.dist-info': '', 'pandas-3.0.dist-info/METADATA': metadata('pandas', '3.0') }),
  ]);
  const contents = new Map(layers.map((bytes) => [digestOf(bytes), bytes]));
  const descriptors = [...contents].map(([digest, { length }]) => ({
    mediaType: OCI_LAYER_GZIP,
    digest,
    size: length,
  }));
  const open = async (digest: string) => Readable.from([contents.get(digest) ?? Buffer.alloc(0)]);
  expect((await readLayers(descriptors, open)).packages).toEqual([
    { name: 'attrs', version: '25.1' },
    { name: 'pandas', version: '3.0' },
  ]);
});
