import type { EcrAccount } from '../ecr/account.ts';
import { repositoryUnknownText, tagImmutableText } from '../ecr/texts.ts';
import type { Answer, Request } from '../http/message.ts';
import { readBasic } from './basic-auth.ts';
import type { Conduct, Operation, RejectionErrors } from './conduct.ts';
import { errorAnswer, RegistryError } from './errors.ts';

/** The permissions that each operation needs (https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html). */
const PERMISSIONS: Readonly<Record<Operation, readonly string[]>> = {
  ping: [],
  'check-blob': ['ecr:BatchCheckLayerAvailability'],
  'pull-blob': ['ecr:GetDownloadUrlForLayer'],
  'start-upload': ['ecr:InitiateLayerUpload'],
  'upload-chunk': ['ecr:UploadLayerPart'],
  // It contains the last bytes, or all of them.
  'finish-upload': ['ecr:CompleteLayerUpload', 'ecr:UploadLayerPart'],
  'pull-manifest': ['ecr:BatchGetImage'],
  'push-manifest': ['ecr:PutImage'],
  'list-tags': ['ecr:ListImages'],
  'list-referrers': ['ecr:BatchGetImage'],
  delete: ['ecr:BatchDeleteImage'],
};

/**
 * Implements Amazon ECR's differences: repositories must exist, Basic authorisation with a token of the ECR API, immutable
 * tags, no second chunk in an upload (aws/containers-roadmap#2831), downloads from Amazon S3.
 */
export function ecrConduct(account: EcrAccount, downloadUrl: Conduct['downloadUrl']): Conduct {
  const { repositories } = account;
  const find = (name: string) => repositories.get(name)?.images;
  return {
    authorise: (request, operation, repository) => authorise(account, request, operation, repository),
    find,
    findOrCreate: (name) => find(name) ?? (account.createsOnPush ? account.createRepository(name).images : undefined),
    holds: (digest) => [...repositories.values()].some(({ images }) => images.blobs.has(digest)),
    mountSource: (_digest, from) => (account.blobMounting ? find(from ?? '') : undefined),
    guardTag({ name, tags }, tag, digest) {
      const taken = tags.get(tag);
      if (taken === undefined || taken === digest || !account.isImmutable(name, tag)) return;
      throw new RegistryError(400, 'TAG_INVALID', tagImmutableText(name, tag));
    },
    guardTypes() {},
    downloadUrl,
    chunks: { status: 201, later: 'discarded' },
    rejectionErrors: rejectionErrorsOf(account),
  };
}

function authorise(
  account: EcrAccount,
  request: Request,
  operation: Operation,
  repository: string,
): Answer | undefined {
  const sent = readBasic(request);
  const token = sent?.username === 'AWS' ? account.tokens.get(sent.password) : undefined;
  if (token === undefined) return notAuthorized(account);
  if (token.expiresAt.getTime() <= Date.now()) {
    return denied('Your authorization token has expired. Reauthenticate and try again.');
  }
  const resource = account.repositoryArn(repository);
  const reasons = PERMISSIONS[operation].map((permission) =>
    account.rejectionReason(token.accessKey, permission, resource),
  );
  const reason = reasons.find((text) => text !== undefined);
  return reason === undefined ? undefined : denied(reason);
}

function denied(message: string): Answer {
  return errorAnswer(new RegistryError(403, 'DENIED', message));
}

/** Returns plain text, unlike all other responses. The realm is not a token service. */
function notAuthorized({ registryHost }: EcrAccount): Answer {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'docker-distribution-api-version': 'registry/2.0',
    'www-authenticate': `Basic realm="https://${registryHost}/",service="ecr.amazonaws.com"`,
  };
  return { status: 401, headers, body: 'Not Authorized\n' };
}

function rejectionErrorsOf({ accountId }: EcrAccount): RejectionErrors {
  return {
    nameUnknown: (name) => new RegistryError(404, 'NAME_UNKNOWN', repositoryUnknownText(accountId, name)),
    manifestUnknown: () => new RegistryError(404, 'MANIFEST_UNKNOWN', 'Requested image not found'),
    contentMissing: (repository, digests) =>
      new RegistryError(
        404,
        'BLOB_UPLOAD_UNKNOWN',
        `Layers with digests '[${digests.join(', ')}]' required for pushing image into repository with name '${repository}' in the registry with id '${accountId}' do not exist`,
      ),
    manifestDiffers: (repository, digest) =>
      new RegistryError(
        400,
        'MANIFEST_INVALID',
        `The image with digest '${digest}' in repository '${repository}' and registry ID '${accountId}' does not match the image digest that Amazon ECR has calculated.`,
      ),
  };
}
