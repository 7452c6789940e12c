import type { Command } from 'commander';
import { UserError } from '../../src/errors.ts';
import { formatError, translate } from '../../src/translate/translate.ts';
import { EXIT } from '../failure.ts';
import { describeVerified } from '../verify/describe.ts';
import { readVerifyOptions, type VerifyFlags } from '../verify/inputs.ts';
import { verifyTag } from '../verify/verify.ts';

interface Flags extends VerifyFlags {
  readonly json?: boolean;
}

/** Adds `verify` to the program. */
export function addVerify(program: Command): void {
  program
    .command('verify')
    .argument('<tag>', 'tag of the image, as in the values file')
    .summary('verify that the approval of an image is signed, and show who approved it')
    .description(
      'Reads the image of a tag and its signed approval from the registry, and verifies the signature, the workflow that signed it, the repository and the commit. Deployments sign with the input sign. Takes the image from the workflow of your repository, and the credentials from AWS or docker.',
    )
    .option('--repo <folder>', 'clone of your repository', '.')
    .option('--repository <owner/name>', 'repository on GitHub (default: that of the remote origin)')
    .option('--image <name>', 'registry and repository of the image')
    .option(
      '--workflow <pattern>',
      'workflow that must have signed; repeat for several (default: require-attestation of your workflow, or any workflow of the repository on main and the reusable one at a release)',
      collect,
    )
    .option('--trusted-root <file>', 'trusted root of another Sigstore (default: that of sigstore.dev)')
    .option('--json', 'print the result as JSON')
    .action(run);
}

async function run(tag: string, flags: Flags): Promise<void> {
  const options = await readVerifyOptions(tag, flags);
  const { image } = options;
  try {
    const verified = await verifyTag(options);
    console.log(
      flags.json === true
        ? JSON.stringify({ ok: true, image, tag, ...verified }, null, 2)
        : describeVerified(options, verified),
    );
  } catch (thrown) {
    const error = translate(thrown);
    const code = error instanceof UserError ? { code: error.code } : {};
    const message = formatError(error);
    if (flags.json === true) console.log(JSON.stringify({ ok: false, image, tag, ...code, message }, null, 2));
    else console.error(`❌ ${message}`);
    process.exitCode = EXIT.failed;
  }
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
