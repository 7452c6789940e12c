import type { Threats } from './threat.ts';

const E2E = '__tests__/e2e';
const WORKFLOWS = '__tests__/repository/workflows.test.ts';
const LOCKFILE = '__tests__/repository/lockfile.test.ts';
const NEIGHBOUR = `${E2E}/registry-tampering.test.ts`;
const LYING_REGISTRY = '__tests__/integration/lying-registry.test.ts';
const ROLLBACK = `${E2E}/rollback-and-hold.test.ts`;
const ATTESTATION = `${E2E}/require-attestation.test.ts`;
const SIGNING = `${E2E}/signing.test.ts`;
const GUARD = `${E2E}/guard.test.ts`;

/** Attacks from the systems around the action: the GitOps repository, registries, dependencies, tokens; and outages. */
export const SURROUNDINGS: Threats = {
  'Another team with write access to the GitOps repository': [
    {
      attempt: 'points our values file at its own image',
      stopped: 'The file must name the image repository that the run deploys',
      left: 'A push there changes production without the action: use branch rules and `guard`',
      test: [
        NEIGHBOUR,
        'another team sets another image in our file: the deployment fails, names both, and commits nothing',
      ],
    },
    {
      attempt: 'does so between our read and our commit',
      stopped: 'The commit names the head that was checked; for another head the action checks again',
      test: [NEIGHBOUR, 'another team commits between read and commit: every gate is evaluated again on the new head'],
    },
    {
      attempt: 'writes a tag by hand',
      stopped: '`guard` fails at the tag; the next deployment overwrites it',
      left: 'It runs until then, unless `guard` is a required check there',
      test: [GUARD, 'rejects a tag by hand that is missing in the registry, and an empty tag'],
    },
    {
      attempt: 'forges the trailers of a deployment, so that a rollback needs no proof',
      stopped: 'Only commits that GitHub signed for the App of the run’s token count',
      test: [ROLLBACK, 'trailers written by hand do not count as an approval'],
    },
    {
      attempt: 'records a bad version as seen healthy, so that an automatic rollback goes to it',
      stopped:
        'A record counts only if the account of gitops-token made it and the commit; records by workflows of the repository never count',
      test: [`${E2E}/on-failure.test.ts`, 'a record that %s forged does not count'],
    },
    {
      attempt: 'stops our deployments with a hold file',
      stopped: 'Each held run names who wrote the file; an approver lifts the hold',
      test: [NEIGHBOUR, 'a hold in our name stops deployments visibly, and only an approver can lift it'],
    },
    {
      attempt: 'is the victim: our run gets the path of its file',
      stopped: 'The file names another image, so nothing is committed',
      left: 'The token itself could write the file: use an App for each team, and a repository or a path rule for each',
      test: [NEIGHBOUR, 'a deployment never writes another team’s file'],
    },
  ],
  'A compromised registry or push role': [
    {
      attempt: 'returns other content for a digest, or a wrong digest for a tag',
      stopped: 'The action compares manifests and blobs with their digests',
      test: [LYING_REGISTRY, 'a manifest that does not match its digest is rejected'],
    },
    {
      attempt: 'pushes the tag of a commit beforehand',
      stopped: 'The run fails with `tag-exists`; the action never moves a tag',
      test: ['__tests__/integration/build-push.test.ts', 'a tag with another image is never moved'],
    },
    {
      attempt: 'moves the tag after the deployment',
      stopped: 'With `pin-digest`, the cluster pulls the committed digest',
      left: 'Without `pin-digest`: make tags immutable',
      test: [
        `${E2E}/pin-and-edits.test.ts`,
        'pin-digest writes tag and digest in one commit, also over a wrong digest',
      ],
    },
    {
      attempt: 'redirects us to another host, to get the credentials',
      stopped: 'The action sends no credentials to another origin',
      test: [LYING_REGISTRY, 'a redirect to another server gets no credentials'],
    },
  ],
  'A compromised dependency or action': [
    {
      attempt: 'moves the tag of an action',
      stopped: 'Actions are pinned to a commit; `protect` reports those that are not',
      left: 'A pinned commit may be malicious already: updates come as pull requests',
      test: [WORKFLOWS, 'every third-party action is pinned to a commit'],
    },
    {
      attempt: 'publishes other content under the same version',
      stopped: 'The lockfile has the hash of every package',
      test: [LOCKFILE, 'the content of every package is known'],
    },
    {
      attempt: 'runs a script during installation',
      stopped: 'Only the package that brings Node may run one',
      test: [LOCKFILE, 'the only package that runs a script'],
    },
    {
      attempt: 'adds code to the bundle that is not in the sources',
      stopped: 'A test rebuilds `dist/` and compares every byte',
      left: 'A push to the action’s own repository: pin this action to a commit too',
      test: ['__tests__/repository/dist.test.ts', 'dist/ equals a fresh build of the sources'],
    },
  ],
  'A person who finds a token': [
    {
      attempt: 'reads it in a log, an output, a summary, an image or an argument',
      stopped: 'The action masks each token before its first use, and never writes it there',
      test: [
        `${E2E}/secrets.test.ts`,
        'no secret of the run is in the image, its history, its config, its attestations, the log or any argument',
      ],
    },
    {
      attempt: 'reads a secret of the GitOps repository in a log, a summary or a comment of the DAG repository',
      stopped:
        'The action shows only the values that a deployment changes, with their keys; errors name a position in the file and quote nothing',
      left: 'Visible: the names of keys beside a missing key, and the fields of a hold file',
      test: [
        `${E2E}/gitops-secrets.test.ts`,
        'a deployment, its preview, guard and status show only the changed values',
      ],
    },
    {
      attempt: 'makes the action fail, so that it prints a token',
      stopped: 'Errors of the action contain no token',
      test: [
        `${E2E}/error-messages.test.ts`,
        'an internal error has a code, the safe state and where to report it, and redacts secrets',
      ],
    },
    {
      attempt: 'uses a token of an App for something else',
      stopped: 'Each token has only the permissions that its step requests, for one repository and one hour',
      left: 'In that hour, the GitOps token may write to the whole repository',
      test: [WORKFLOWS, 'a token of an App has only the rights that its step names'],
    },
    {
      attempt: 'uses the token that the action made of the App after the run',
      stopped:
        'It is for one repository, with the permissions that the inputs need, and is revoked when the run ends, fails or is cancelled',
      left: 'A killed runner leaves it valid for up to an hour; it was only in the memory of the step',
      test: [`${E2E}/github-app.test.ts`, 'a failed run revokes the token'],
    },
    {
      attempt: 'changes the cluster with the Argo CD token',
      stopped: 'A read-only token is enough',
      test: [`${E2E}/rollout.test.ts`, 'a token that can only get applications is enough'],
    },
  ],
  'No attacker: outages and races': [
    {
      attempt: 'an outage or a truncated response looks like an approval',
      stopped: 'An incomplete response counts neither as an approval nor as a missing one',
      test: [
        '__tests__/integration/verify-calls.test.ts',
        'a failed call of the proof counts neither as an approval nor as a missing one',
      ],
    },
    {
      attempt: 'an old run ends last and downgrades production',
      stopped: 'The deployed commit must be an ancestor of the new one, for every head that the action tries',
      test: [
        `${E2E}/incidents-bump.test.ts`,
        'runs that overlap, 57 s apart: the late older one does not deploy the old DAGs',
      ],
    },
  ],
  'A person who may push images, or sign in a job': [
    {
      attempt: 'pushes an image under the tag of an approved commit',
      stopped:
        'With `require-attestation`, `bump-values`, a rollback and `guard` reject an image without a signed approval; an admission policy keeps it out of the cluster',
      left: 'Without `sign` and `require-attestation`, only the digest of the push is compared',
      test: [ATTESTATION, 'bump-values rejects an image without an approval, and deploys it with one'],
    },
    {
      attempt:
        'attaches an approval that another repository, workflow or branch signed, or one of another image or commit',
      stopped:
        'The certificate must name the required workflow, its ref and the repository; the statement must name the digest and the commit',
      left: 'Code that runs in a job of the required workflow with `id-token: write` can sign anything in its name. Let the job run only the action, and pin its other steps',
      test: [ATTESTATION, 'an approval with %s is rejected by name'],
    },
    {
      attempt: 'alters a signed approval, or keeps its certificate for later',
      stopped:
        'The signature covers the whole statement, and a certificate of ten minutes is valid only with the proof of a time',
      test: [ATTESTATION, 'an approval with %s is rejected by name'],
    },
    {
      attempt: 'attaches many or broken documents, to hide the true one',
      stopped: 'Each is verified by itself, and one true approval is enough; at most 30 are read',
      left: 'With more than 30 newer ones, the deployment fails until they are deleted',
      test: [ATTESTATION, 'a forged approval beside the true one changes nothing'],
    },
    {
      attempt: 'has the next run sign an image that they pushed',
      stopped: 'A run signs only the digest that it built',
      test: [SIGNING, 'an image of another run is not signed'],
    },
    {
      attempt: 'rolls back to an image from before the first signature that was never deployed',
      stopped: 'Such an image needs a commit that GitHub signed and that deployed the same digest',
      test: [ATTESTATION, 'a rollback to an image from before signing needs the proof of the GitOps history'],
    },
    {
      attempt: 'keeps Sigstore from answering',
      stopped: 'With `sign: required` the run commits nothing; a rerun signs',
      left: 'With `sign: auto` the image is deployed without a signature, with a warning',
      test: [SIGNING, 'a refusal by %s is an error before the commit if a signature is required'],
    },
  ],
};
