export const STATEMENT_TYPE = 'application/vnd.in-toto+json';
const PREDICATE_TYPE = 'https://slsa.dev/provenance/v1';
export const STATEMENT_ANNOTATIONS = { 'in-toto.io/predicate-type': PREDICATE_TYPE };

/** The run that made an image. */
export interface RunRecord {
  /** The page of this attempt. */
  readonly url: string;
  /** `https://github.com` */
  readonly serverUrl: string;
  /** `owner/repo/.github/workflows/file.yaml@refs/heads/main`; empty if the runner does not set it. */
  readonly workflowRef: string;
  /** `push`, `workflow_dispatch`, … */
  readonly event: string;
}

/** A source of the image, with the digest that pins it. */
export interface Dependency {
  readonly uri: string;
  readonly digest: Readonly<Record<string, string>>;
}

export interface StatementOptions {
  /** Registry and repository of the image. */
  readonly name: string;
  /** `sha256:…` */
  readonly digest: string;
  readonly run: RunRecord;
  readonly dependencies: readonly Dependency[];
}

/**
 * Returns who built the image from what: an unsigned in-toto statement with SLSA provenance.
 * https://slsa.dev/spec/v1.0/provenance, https://actions.github.io/buildtypes/workflow/v1
 */
export function makeStatement({ name, digest, run, dependencies }: StatementOptions): Buffer {
  const [, repository = '', path = '', ref = ''] = /^([^/]+\/[^/]+)\/([^@]+)@(.+)$/.exec(run.workflowRef) ?? [];
  return Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name, digest: digestSet(digest) }],
      predicateType: PREDICATE_TYPE,
      predicate: {
        buildDefinition: {
          buildType: 'https://actions.github.io/buildtypes/workflow/v1',
          externalParameters: { workflow: { ref, repository: `${run.serverUrl}/${repository}`, path } },
          internalParameters: { github: { event_name: run.event } },
          resolvedDependencies: dependencies,
        },
        runDetails: {
          builder: { id: `${run.serverUrl}/${run.workflowRef}` },
          metadata: { invocationId: run.url },
        },
      },
    }),
  );
}

/** Returns `sha256:ab…` in in-toto's form. */
export function digestSet(digest: string): Record<string, string> {
  const [algorithm = '', hex = ''] = digest.split(':', 2);
  return { [algorithm]: hex };
}
