import { reportGates } from '../gates/report.ts';
import { run } from '../runner/run.ts';
import { readRunContext } from '../runner/run-context.ts';
import { bumpValues } from './bump-values.ts';
import { readBumpInputs } from './inputs.ts';
import { reportBump } from './report.ts';

await run('bump-values', async () => {
  const { request, clients, image } = await readBumpInputs(readRunContext());
  await reportBump(request, await reportGates(request.delivery.dryRun, () => bumpValues(clients, request, image)));
});
