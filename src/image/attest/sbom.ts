import type { PythonPackage } from './python-package.ts';

export const CYCLONEDX_TYPE = 'application/vnd.cyclonedx+json';

/**
 * Returns the packages as a CycloneDX document, without time and serial number: the same packages give the same bytes.
 * https://cyclonedx.org/docs/1.6/json/
 */
export function makeSbom(packages: readonly PythonPackage[]): Buffer {
  const components = packages.map(({ name, version }) => {
    const purl = packageUrl(name, version);
    return { type: 'library', 'bom-ref': purl, name, version, purl };
  });
  return Buffer.from(JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, components }));
}

/** Returns a package URL: https://github.com/package-url/purl-spec/blob/main/types-doc/pypi-definition.md */
function packageUrl(name: string, version: string): string {
  return `pkg:pypi/${name.toLowerCase().replaceAll('_', '-')}@${encodeURIComponent(version)}`;
}
