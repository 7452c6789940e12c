import { type Stage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { html } from '../../src/deployments-page/html.ts';
import { linkCommit } from './commits.ts';
import { renderLayout, renderTable } from './layout.ts';

const APPLICATION = 'flux-airflow';

interface Application {
  readonly status: {
    readonly sync: { readonly status: string; readonly revision?: string };
    readonly health: { readonly status: string };
    readonly summary: { readonly images?: readonly string[] };
    readonly history: readonly { readonly id: number; readonly revision: string; readonly deployedAt: string }[];
  };
}

/** Renders the state of the Application, as Argo CD's API describes it now. */
export async function renderArgoCd({ argocd, argocdReadToken, gitops }: Stage): Promise<string> {
  const headers = { authorization: `Bearer ${argocdReadToken}` };
  const response = await fetch(`${argocd.url}/api/v1/applications/${APPLICATION}?refresh=normal`, { headers });
  const { sync, health, summary, history } = ((await response.json()) as Application).status;
  const revision = sync.revision === undefined ? '' : linkCommit(gitops, sync.revision);
  const rollouts = history
    .toReversed()
    .map((entry) => [String(entry.id), linkCommit(gitops, entry.revision), entry.deployedAt]);
  return renderLayout(
    `Application ${APPLICATION}`,
    html`<p>Argo CD follows ${VALUES_FILE} on main of ${gitops.fullName}.</p>
${renderTable(
  ['', ''],
  [
    ['sync', html`${sync.status} at ${revision}`],
    ['health', health.status],
    ['images', html`${(summary.images ?? []).map((image) => html`<code>${image}</code><br>`)}`],
  ],
)}
<h2>Rollouts</h2>
${renderTable(['', 'commit', 'time'], rollouts)}`,
  );
}
