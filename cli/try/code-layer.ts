import { type LayerFile, listLayer } from '../../sandbox/runtime/list-layer.ts';
import type { Manifest } from '../../src/image/oci/manifest.ts';
import { openRegistry } from '../../src/registry/client.ts';
import { parseImageName } from '../../src/registry/image-name.ts';
import { PLAIN_MACHINE } from '../../src/registry/machine.ts';
import type { TryStage } from './stage.ts';

/** Returns the files of the code layer: the layer above those of the runtime. `undefined`: the image has none. */
export async function readCodeLayer(
  { endpoints }: Pick<TryStage, 'endpoints'>,
  image: string,
  { tag, runtime }: { readonly tag: string; readonly runtime: string },
): Promise<LayerFile[] | undefined> {
  const machine = { ...PLAIN_MACHINE, registryEndpoints: JSON.stringify(endpoints) };
  const credentials = { username: 'sandbox', password: 'sandbox-password' };
  const registry = openRegistry({ image: parseImageName(image), credentials, machine });
  const [whole, below] = await Promise.all([tag, runtime].map((each) => registry.getManifest(each)));
  const layersOf = (stored: typeof whole): Manifest['layers'] =>
    stored === undefined ? [] : (JSON.parse(String(stored.bytes)) as Manifest).layers;
  const code = layersOf(whole)[layersOf(below).length];
  return code === undefined ? undefined : listLayer(await registry.getBlob(code));
}
