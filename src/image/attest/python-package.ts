/** A package that pip installed, by its own metadata. */
export interface PythonPackage {
  readonly name: string;
  readonly version: string;
}

/** The path of an installed package's own metadata; https://packaging.python.org/en/latest/specifications/recording-installed-packages/ */
export function isPackageMetadata(path: string): boolean {
  return path.endsWith('.dist-info/METADATA');
}

/** Reads the head of a METADATA file; `undefined` when it names no package. */
export function parsePackageMetadata(text: string): PythonPackage | undefined {
  const [head = ''] = text.split(/\r?\n\r?\n/, 1);
  const field = (name: string) => new RegExp(`^${name}:[ \\t]*(\\S+)`, 'mi').exec(head)?.[1];
  const [name, version] = [field('Name'), field('Version')];
  return name === undefined || version === undefined ? undefined : { name, version };
}
