import { UserError } from '../errors.ts';

/** Rejects a runner with Windows or macOS, on which paths, modes of files and Docker differ. @throws UserError `runner-os` */
export function requireLinux(): void {
  const { RUNNER_OS: system = 'Linux' } = process.env;
  if (system === 'Linux') return;
  throw new UserError(
    'runner-os',
    `This runner has ${system}, but the action needs Linux.`,
    'Set runs-on to a runner with Linux, for example ubuntu-24.04.',
  );
}
