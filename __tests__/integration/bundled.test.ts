import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bundle } from '../../scripts/bundle.ts';
import { renderLicences } from '../../scripts/bundled/licences.ts';
import { findPackages } from '../../scripts/bundled/packages.ts';

const MIT = 'Copyright (c) 2026 Grace\n\nPermission is hereby granted, free of charge, to any person …';

let directory: string;
beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'flux-airflow-bundled-')));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
}

/** A package of two modules, one of them used, whose build folder has a package.json of its own with the type. */
async function plant(licence: unknown, files: Readonly<Record<string, string>>): Promise<void> {
  const planted = 'node_modules/planted';
  const text = Object.entries(files).map(([name, content]) => [`${planted}/${name}`, content]);
  await write({
    'entry.js': "import { used } from 'planted';\nconsole.log(used);\n",
    'package.json': '{ "name": "team", "version": "1.0.0", "type": "module" }',
    [`${planted}/package.json`]: JSON.stringify({
      name: 'planted',
      version: '1.2.3',
      license: licence,
      main: 'es/index.js',
      sideEffects: false,
    }),
    [`${planted}/es/package.json`]: '{ "name": "planted", "version": "1.2.3", "type": "module" }',
    [`${planted}/es/index.js`]: "export { used } from './used.js';\nexport { unused } from 'unused';\n",
    [`${planted}/es/used.js`]: "export const used = 'used';\n",
    'node_modules/unused/package.json':
      '{ "name": "unused", "version": "1.0.0", "type": "module", "sideEffects": false }',
    'node_modules/unused/index.js': "export const unused = 'unused';\n",
    ...Object.fromEntries(text),
  });
}

async function bundled() {
  const files = await bundle(join(directory, 'entry.js'), join(directory, 'out'));
  return findPackages(new Map([['out', files.filter((file) => file.includes('node_modules'))]]));
}

describe('the packages in a bundle', () => {
  test('a package with a bundled module is listed, one that is only installed is not', async () => {
    await plant('MIT', { LICENSE: MIT });
    expect(await bundled()).toEqual([
      expect.objectContaining({ name: 'planted', version: '1.2.3', licence: 'MIT', bundles: ['out'] }),
    ]);
  });
});

describe('licences', () => {
  const licences = async (licence: unknown, files: Readonly<Record<string, string>>) => {
    await plant(licence, files);
    const found = join(directory, 'node_modules/planted/es/used.js');
    return renderLicences(findPackages(new Map([['out', [found]]])));
  };

  test.each(['GPL-3.0-only', 'MIT AND GPL-3.0-only', 'UNLICENSED', 'SEE LICENSE IN LICENSE', undefined, ['MIT']])(
    '%j is rejected',
    async (licence) => {
      await expect(licences(licence, { LICENSE: MIT })).rejects.toThrow(/planted 1\.2\.3: licence “.*” is not one of/);
    },
  );

  test('an allowed licence without its text, which has the copyright, is rejected', async () => {
    await expect(licences('MIT', {})).rejects.toThrow(
      'planted 1.2.3: the package has no file with the text of its licence (MIT)',
    );
  });

  test.each(['LICENSE', 'License.txt', 'licence.md', 'LICENSE.BSD', 'COPYING'])(
    'the text is found in %s',
    async (name) => {
      expect(await licences('(GPL-2.0-only OR MIT)', { [name]: MIT })).toContain(MIT);
    },
  );

  test('a notice is included, with the line ends of this repository', async () => {
    const text = await licences('Apache-2.0', { LICENSE: 'Apache\r\nLicense', NOTICE: 'Made by Grace' });
    expect(text).toContain('planted 1.2.3 (Apache-2.0)\n\nApache\nLicense\n\nMade by Grace\n');
  });

  test('Apache-2.0 is listed once for all packages', async () => {
    expect(await licences('Apache-2.0', {})).toMatch(
      /planted 1\.2\.3 \(Apache-2\.0\)\n\nApache License\n\s+Version 2\.0/,
    );
  });

  test('only a package of the list takes the text of another one by the same author', async () => {
    const held = { version: '1.0.0', description: '', licence: 'MIT', bundles: [] };
    const [parser, parts] = ['parser', 'parts'].map((name) => join(directory, name)) as [string, string];
    await write({ 'parser/LICENSE': MIT, 'parts/README.md': 'MIT' });
    const render = (name: string, licence = 'MIT') =>
      renderLicences([
        { ...held, name: 'fast-xml-parser', directory: parser },
        { ...held, name, licence, directory: parts },
      ]);
    expect(render('@nodable/entities')).toContain('@nodable/entities 1.0.0 (MIT)\n\nCopyright (c) 2026 Grace');
    expect(() => render('@nodable/entities', 'ISC')).toThrow('has no file with the text');
    expect(() => render('other')).toThrow('other 1.0.0: the package has no file with the text');
  });
});
