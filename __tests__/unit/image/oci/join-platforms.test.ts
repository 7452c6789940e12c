import { expect, test } from '@jest/globals';
import { blobOf } from '../../../../src/image/oci/blob.ts';
import type { BuiltImage } from '../../../../src/image/oci/image.ts';
import { joinPlatforms } from '../../../../src/image/oci/join-platforms.ts';
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../../../../src/image/oci/media-types.ts';

const layer = blobOf(Buffer.from('code'));

function image(name: string, mediaType = OCI_MANIFEST): BuiltImage {
  const bytes = Buffer.from(JSON.stringify({ name, mediaType }));
  const config = blobOf(Buffer.from(name));
  const { digest } = blobOf(bytes);
  const manifest = { mediaType, digest, bytes };
  return { tag: 'v1', digest, runtime: `runtime-${name}`, manifest, blobs: [layer, config] };
}

test('the index lists the images in their order, and shared blobs once', () => {
  const [amd, arm] = [image('a'), image('b')];
  const joined = joinPlatforms([
    { platform: 'linux/amd64', image: amd },
    { platform: 'linux/arm64/v8', image: arm },
  ]);
  expect(JSON.parse(joined.manifest.bytes.toString())).toEqual({
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    manifests: [
      {
        mediaType: OCI_MANIFEST,
        digest: amd.digest,
        size: amd.manifest.bytes.length,
        platform: { architecture: 'amd64', os: 'linux' },
      },
      {
        mediaType: OCI_MANIFEST,
        digest: arm.digest,
        size: arm.manifest.bytes.length,
        platform: { architecture: 'arm64', os: 'linux', variant: 'v8' },
      },
    ],
  });
  expect(joined.tag).toBe('v1');
  expect(joined.runtime).toBe('runtime-a, runtime-b');
  expect(joined.blobs.length).toBe(3);
  expect(joined.children).toEqual([amd.manifest, arm.manifest]);
});

test.each([
  [[DOCKER_MANIFEST, DOCKER_MANIFEST], DOCKER_LIST],
  [[DOCKER_MANIFEST, OCI_MANIFEST], OCI_INDEX],
])('images of the types %j are in an index of the type %s', ([one, other], type) => {
  const images = [
    { platform: 'linux/amd64', image: image('a', one) },
    { platform: 'linux/arm64', image: image('b', other) },
  ];
  expect(joinPlatforms(images).manifest.mediaType).toBe(type);
});
