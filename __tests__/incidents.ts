import { renderTable } from '../scripts/table.ts';

/** An incident of a real team with “docker build, clone, sed, commit, push”, and the test that covers it. */
export interface Incident {
  readonly what: string;
  readonly cost: string;
  /** What the action does now. */
  readonly now: string;
  /** The file and the start of the test's name; `undefined` if not testable, with the reason in `now`. */
  readonly test: readonly [file: string, name: string] | undefined;
}

const BUMP = '__tests__/e2e/incidents-bump.test.ts';
const GUARD = '__tests__/e2e/guard.test.ts';

export const INCIDENTS: readonly Incident[] = [
  {
    what: 'A copied workflow wrote its tag into another team’s values file',
    cost: '99 minutes with an image that did not exist',
    now: 'the run fails before it builds: the file deploys another image',
    test: [
      BUMP,
      'another team’s production tag overwritten (99 min): a run with the wrong file fails and names both images',
    ],
  },
  {
    what: 'The folder of the values files was moved',
    cost: '2 deployments lost, a day late',
    now: 'the run fails before it builds',
    test: [BUMP, 'a moved folder (2 deployments lost): fails before any build or push'],
  },
  {
    what: 'The registry was misspelt in the workflow',
    cost: '3 deployments lost',
    now: 'the run fails; nothing is committed',
    test: [BUMP, 'a misspelt registry (3 deployments lost): fails and commits nothing'],
  },
  {
    what: 'A merge was not deployed, without a trace of the reason',
    cost: '1 deployment lost',
    now: 'not testable, because the cause is unknown. Every run now has an outcome',
    test: undefined,
  },
  {
    what: 'A commit by hand, “change service type”, also put the tag back',
    cost: '30 days of old code',
    now: 'the guard fails at the tag',
    test: [
      GUARD,
      '“change service type” also reverted the tag (30 days): fails at the tag, with the commit of the old tag',
    ],
  },
  {
    what: 'A commit by hand, “enable logs”, restored an old copy of the file',
    cost: '39 minutes of old code',
    now: 'the guard fails at the tag',
    test: [GUARD, '“enable logs” restored an old copy of the file (39 min): fails, with any other commits in the push'],
  },
  {
    what: 'Repository and tag were changed in separate commits',
    cost: '2, 41 and 52 minutes with an image that did not exist',
    now: 'a tag that the registry does not have is not deployed',
    test: [BUMP, 'repository and tag changed in separate commits: does not deploy a tag that the repository lacks'],
  },
  {
    what: 'Two teams ran a third team’s image',
    cost: '12 hours',
    now: 'the guard fails at both files',
    test: [GUARD, 'another team’s image in a file (12 h): fails at both repositories'],
  },
  {
    what: 'The tag was emptied by hand, so that the pattern matched nothing',
    cost: '5 hours without deployments, each red after its image was pushed',
    now: 'the run says what it found, and deploys with `allow-unknown-deployed`',
    test: [BUMP, 'a tag set to “~ #version-…” by hand: reports it, and deploys with allow-unknown-deployed'],
  },
  {
    what: 'A conflict was resolved to the wrong side, which removed a colleague’s DAG',
    cost: '15 hours',
    now: 'the pull request names the removed DAG in bold, with its approvers',
    test: ['__tests__/real/check-pull-request.test.ts', 'renamed and removed DAGs are named'],
  },
  {
    what: 'Every branch was deployed',
    cost: 'until it was noticed',
    now: 'only commits of approved pull requests to the default branch are deployed',
    test: ['__tests__/e2e/deploy.test.ts', 'rejects a merge without approval, and one changed after its approval'],
  },
  {
    what: 'Two runs overlapped, 57 seconds apart',
    cost: 'the older run could restore old DAGs',
    now: 'the older run is skipped',
    test: [BUMP, 'runs that overlap, 57 s apart: the late older one does not deploy the old DAGs'],
  },
  {
    what: 'The edit removed comments, and matched other lines that look like a tag',
    cost: '2 of 64 deployments',
    now: 'one value changes, every other byte stays',
    test: [BUMP, 'row 14: does not change comments that look like the tag, other tags, quotes and flow maps'],
  },
  {
    what: 'A rerun of a finished deployment failed',
    cost: 'trust',
    now: 'the rerun succeeds and changes nothing',
    test: [BUMP, 'row 15: a rerun of a finished deployment succeeds'],
  },
];

/** Returns the page, with its table aligned as the formatter does. */
export function renderIncidents(): string {
  const rows = INCIDENTS.map(({ what, cost, now, test }, index) => {
    const where = test === undefined ? '–' : `[${test[1]}](../../${test[0]})`;
    return [String(index + 1), what, cost, now, where];
  });
  // A delimiter row needs at least three dashes.
  const head = ['   ', 'Incident', 'Cost', 'Now', 'Test'];
  const intro =
    'Incidents of real teams whose pipeline was “docker build, clone, sed, commit, push”, and what happens now. Generated from `__tests__/incidents.ts` by `npm run docs`; a test checks that each linked test exists.';
  return `# Incidents\n\n${intro}\n\n${renderTable(head, rows).join('\n')}\n`;
}
