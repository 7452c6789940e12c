import { reportBump } from '../bump-values/report.ts';
import type { DeploymentRequest } from '../gitops/request.ts';
import { code, row } from '../markdown.ts';
import { setOutputs } from '../runner/outputs.ts';
import { formatDuration } from '../time.ts';
import type { Deployed, Step } from './result.ts';

/** Reports a whole deployment in outputs, log, annotation and summary. */
export async function reportDeployment(
  request: Pick<DeploymentRequest, 'operation' | 'version' | 'target' | 'delivery'>,
  deployed: Deployed,
): Promise<void> {
  const { image } = deployed;
  setOutputs({ runtime: image?.runtime });
  const rows =
    image === undefined
      ? []
      : [
          row(
            'Image',
            `${code(`${request.version.image}:${image.tag}`)} (${formatPushed(image.pushed, request.delivery.dryRun)})`,
          ),
          row('Digest', code(image.digest)),
          row('Runtime', image.runtime === undefined ? 'none: full Docker build' : code(image.runtime)),
        ];
  const bumped = image === undefined ? deployed : { ...deployed, digest: image.digest };
  await reportBump(request, bumped, [...rows, row('Time', formatSteps(deployed.steps))]);
}

function formatPushed(pushed: 'pushed' | 'unchanged', dryRun: boolean): string {
  if (pushed === 'unchanged') return 'existed';
  return dryRun ? 'not pushed' : 'pushed';
}

function formatSteps(steps: readonly Step[]): string {
  const total = steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return `${steps.map(({ name, milliseconds }) => `${name} ${formatDuration(milliseconds)}`).join(' · ')} · **${formatDuration(total)}**`;
}
