import type { Threats } from './threat.ts';

const E2E = '__tests__/e2e';
const WORKFLOWS = '__tests__/repository/workflows.test.ts';
const LOCKFILE = '__tests__/repository/lockfile.test.ts';
const NEIGHBOUR = `${E2E}/registry-tampering.test.ts`;
const LYING_REGISTRY = '__tests__/integration/lying-registry.test.ts';
const ROLLBACK = `${E2E}/rollback-and-hold.test.ts`;
const GUARD = `${E2E}/guard.test.ts`;

/** What comes from what the action works with: the GitOps repository, registries, dependencies, tokens, outages. */
export const SURROUNDINGS: Threats = {
  'Another team that may write the same GitOps repository': [
    {
      attempt: 'points our values file at an image of its own',
      stopped: 'The file must name the very image repository that the run deploys',
      left: 'Who may push there changes production without us: rules of that repository, and `guard`',
      test: [NEIGHBOUR, 'our file is pointed at another image'],
    },
    {
      attempt: 'does so between our look and our commit',
      stopped: 'The commit names the head that was judged; on another one every guard is asked again',
      test: [NEIGHBOUR, 'the same between look and commit'],
    },
    {
      attempt: 'writes a tag by hand',
      stopped: '`guard` is red at the tag; the next deployment writes over it',
      left: 'It runs until somebody looks, unless `guard` is a required check there',
      test: [GUARD, 'a tag by hand that is in no registry'],
    },
    {
      attempt: 'forges the trailers of a deployment, so that a rollback needs no proof',
      stopped: 'Only commits that GitHub made for the token of the run are believed',
      test: [ROLLBACK, 'trailers that somebody wrote by hand are no proof'],
    },
    {
      attempt: 'stops our deployments by a hold file',
      stopped: 'Each held run names who wrote it; an approver lifts it',
      test: [NEIGHBOUR, 'a hold in our name stops us openly'],
    },
    {
      attempt: 'is the victim: our run is given its file',
      stopped: 'The file names another image: nothing is committed',
      left: 'The token itself could: give each team’s App what it needs, and a repository or a rule for each path',
      test: [NEIGHBOUR, 'their file is never written by our deployment'],
    },
  ],
  'A registry that was broken into, or a role that may push': [
    {
      attempt: 'gives other content under a digest, or tells a digest that is not the tag’s',
      stopped: 'Manifests and blobs are held against their digests',
      test: [LYING_REGISTRY, 'another manifest under a digest is refused'],
    },
    {
      attempt: 'sets the tag of a commit beforehand',
      stopped: 'A tag that is another image is red as `tag-exists`, and never moved',
      test: ['__tests__/integration/build-push.test.ts', 'a tag that is another image is never moved'],
    },
    {
      attempt: 'moves the tag after the deployment',
      stopped: 'With `pin-digest` the cluster pulls by the digest that was committed',
      left: 'Without `pin-digest`: make tags immutable',
      test: [`${E2E}/pin-and-edits.test.ts`, 'pin-digest writes tag and digest in one commit'],
    },
    {
      attempt: 'sends us to another host, to get the credentials',
      stopped: 'They do not follow a redirect to another origin',
      test: [LYING_REGISTRY, 'it sends us elsewhere'],
    },
  ],
  'A dependency or an action that was taken over': [
    {
      attempt: 'moves the tag of an action',
      stopped: 'Actions are pinned by commit; `protect` reports those that are not',
      left: 'A pinned action that was bad already: dependency updates are pull requests',
      test: [WORKFLOWS, 'every action of others is pinned to a commit'],
    },
    {
      attempt: 'publishes other content under a version',
      stopped: 'The lockfile knows the content of every package',
      test: [LOCKFILE, 'the content of every package is known'],
    },
    {
      attempt: 'runs a script while it is installed',
      stopped: 'None may but the package that brings Node',
      test: [LOCKFILE, 'the one package that runs a script'],
    },
    {
      attempt: 'puts code into the bundle that the sources do not have',
      stopped: '`dist/` is built again and compared byte for byte',
      left: 'Who may push to the action’s own repository: pin this action by commit too',
      test: ['__tests__/repository/dist.test.ts', 'dist/ is what the sources make'],
    },
  ],
  'Somebody who finds a token': [
    {
      attempt: 'reads one in a log, an output, a summary, an image or an argument',
      stopped: 'Each is masked before its first use, and never put there',
      test: [`${E2E}/secrets.test.ts`, 'no secret of the run is in the image'],
    },
    {
      attempt: 'reads a secret of the GitOps repository in a log, a summary or a comment of the DAG repository',
      stopped:
        'Only the values that a deployment changes are shown, by their keys; errors name a place in the file, and quote nothing of it',
      left: 'The names of keys beside a key that is missing, and the facts of a hold file, are shown',
      test: [`${E2E}/gitops-secrets.test.ts`, 'a deployment, its preview, guard and status'],
    },
    {
      attempt: 'makes the action fail, so that it prints one',
      stopped: 'Faults of the action are told without them',
      test: [`${E2E}/error-messages.test.ts`, 'a fault of the action itself'],
    },
    {
      attempt: 'does more with a token of an App than we do',
      stopped: 'Each has the rights that its step names, for one repository and one hour',
      left: 'The token for the GitOps repository may write all of it in that hour',
      test: [WORKFLOWS, 'a token of an App has the rights that its step names'],
    },
    {
      attempt: 'changes the cluster with the token of Argo CD',
      stopped: 'One that may only look is enough',
      test: [`${E2E}/rollout.test.ts`, 'a token that may only look at applications is enough'],
    },
  ],
  'Nobody: things go wrong by themselves': [
    {
      attempt: 'an outage, or an answer that is cut short, looks like an approval',
      stopped: 'What is not seen to its end is no approval, and no accusation',
      test: ['__tests__/integration/verify-calls.test.ts', 'whatever goes wrong with a call of the proof'],
    },
    {
      attempt: 'an old run ends last and puts production back',
      stopped: 'The deployed commit must be an ancestor of the new one, on every head that is tried',
      test: [`${E2E}/incidents-bump.test.ts`, 'runs that overlap, 57 s apart'],
    },
  ],
};
