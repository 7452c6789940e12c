import { RegistryError } from './errors.ts';

/** Both grammars are those of distribution-spec 1.1, spec.md#pulling-manifests. */
const NAME = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/** @throws RegistryError NAME_INVALID */
export function checkName(name: string): string {
  if (!NAME.test(name)) throw new RegistryError(400, 'NAME_INVALID', `invalid repository name: ${name}`);
  return name;
}

/** @throws RegistryError MANIFEST_INVALID */
export function checkTag(tag: string): string {
  if (!TAG.test(tag)) throw new RegistryError(400, 'MANIFEST_INVALID', `invalid tag: ${tag}`);
  return tag;
}
