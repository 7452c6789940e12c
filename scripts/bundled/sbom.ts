import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { ComponentType, HashAlgorithm } from '@cyclonedx/cyclonedx-library/Enums';
import * as Models from '@cyclonedx/cyclonedx-library/Models';
import { JSON as Json, JsonSerializer } from '@cyclonedx/cyclonedx-library/Serialize';
import { Spec1dot6 } from '@cyclonedx/cyclonedx-library/Spec';
import type { BundledPackage } from './packages.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The entries of `package-lock.json`, by folder. */
type Locked = Readonly<Record<string, { readonly integrity?: string }>>;

/**
 * Returns the packages as a CycloneDX document, each with the bundles that contain it. Has no time or serial number,
 * so that the same packages give the same text. https://cyclonedx.org/docs/1.6/json/
 */
export function renderSbom(packages: readonly BundledPackage[]): string {
  const { packages: locked } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Locked;
  };
  const { name, version, description, license } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const component = new Models.Component(ComponentType.Application, name, { bomRef: name, version, description });
  component.licenses.add(new Models.LicenseExpression(license));
  const bom = new Models.Bom({ metadata: new Models.Metadata({ component }) });
  for (const held of packages) bom.components.add(describe(held, locked[relative(ROOT, held.directory)] ?? {}));
  const serializer = new JsonSerializer(new Json.Normalize.Factory(Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function describe(held: BundledPackage, { integrity }: Locked[string]): Models.Component {
  const { name, version, description, licence, bundles } = held;
  const component = new Models.Component(ComponentType.Library, name, { bomRef: `${name}@${version}`, version });
  component.licenses.add(new Models.LicenseExpression(licence));
  component.properties.add(new Models.Property('flux-airflow:bundles', bundles.join(' ')));
  if (integrity === undefined) {
    // A package of this repository, not the one that the npm registry has under the same name.
    component.description = description;
    return component;
  }
  component.purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  component.hashes.set(
    HashAlgorithm['SHA-512'],
    Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex'),
  );
  return component;
}
