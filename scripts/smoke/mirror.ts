import { openBase } from '../../src/build/plan/bases.ts';
import { parseReference } from '../../src/registry/image-name.ts';
import { readMachine } from '../../src/runner/environment.ts';
import type { Settings } from './settings.ts';

/** Reports how a mirror answers HEAD and GET for a tag: a pull-through cache may import the image only at one of them. */
export async function askMirror({ registryMirror, baseImage }: Settings): Promise<string> {
  const reference = parseReference(baseImage);
  const mirror = openBase(reference, { registryMirror, machine: readMachine() });
  const head = await mirror.resolve(reference.tag);
  const get = (await mirror.getManifest(reference.tag))?.digest;
  if (get === undefined) throw new Error(`${registryMirror} has no ${baseImage}. Set SMOKE_BASE_IMAGE to another one.`);
  if (head === get) return `HEAD and GET return ${get}`;
  return `GET returns ${get}, HEAD before it returned ${head ?? 'nothing'}`;
}
