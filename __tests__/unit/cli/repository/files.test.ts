import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { listFiles } from '../../../../cli/repository/files.ts';
import { writeTree } from '../file-tree.ts';

const FILES = { 'dags/a.py': '', 'new.py': '', 'node_modules/x.js': '', 'secret.env': '', '.gitignore': '*.env\n' };

test('without git, all files count, except those that no version has', async () => {
  const { paths, isGit } = await listFiles(writeTree(FILES));
  expect({ paths, isGit }).toEqual({ paths: ['.gitignore', 'dags/a.py', 'new.py', 'secret.env'], isGit: false });
});

test('with git, files count that it tracks or would add, as far as they exist', async () => {
  const directory = writeTree({ ...FILES, 'deleted.py': '' });
  execFileSync('git', ['init', '--quiet', directory]);
  execFileSync('git', ['-C', directory, 'add', 'dags', 'deleted.py']);
  rmSync(join(directory, 'deleted.py'));
  const { paths, isGit } = await listFiles(directory);
  expect({ paths, isGit }).toEqual({ paths: ['.gitignore', 'dags/a.py', 'new.py', 'node_modules/x.js'], isGit: true });
});

test('a file or a missing folder is rejected in one sentence', async () => {
  await expect(listFiles('/missing/folder')).rejects.toThrow(
    '/missing/folder is not a folder. Set --repo to the folder of your repository.',
  );
});
