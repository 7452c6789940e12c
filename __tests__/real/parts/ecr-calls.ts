import {
  BatchCheckLayerAvailabilityCommand,
  BatchDeleteImageCommand,
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  type ECRClient,
  GetAuthorizationTokenCommand,
  GetLifecyclePolicyCommand,
  ListImagesCommand,
  PutImageCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
} from '@aws-sdk/client-ecr';

/** The result of a call: some fields of the response, or the name of the error. */
export type EcrResult = Readonly<Record<string, unknown>> | string;

export interface EcrCall {
  readonly what: string;
  readonly send: (ecr: ECRClient) => Promise<object>;
  readonly answer: EcrResult;
  /** A different answer of moto, and why AWS's model supports ours. */
  readonly moto?: { readonly answer: EcrResult; readonly model: string };
}

const repositoryName = 'team';
const ABSENT = `sha256:${'0'.repeat(64)}`;
const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const imageManifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: OCI_MANIFEST,
  config: { mediaType: 'application/vnd.oci.image.config.v1+json', size: 2, digest: ABSENT },
  layers: [],
});
const lifecyclePolicyText = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 1 },
      action: { type: 'expire' },
    },
  ],
});
const image = { repositoryName, imageManifest, imageManifestMediaType: OCI_MANIFEST };
const absent = { imageTag: 'absent' };
const notFound = { imageId: absent, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' };

/** Calls in an order that works with an empty account; https://docs.aws.amazon.com/AmazonECR/latest/APIReference/ */
export const ECR_CALLS: readonly EcrCall[] = [
  {
    what: 'a repository is made',
    send: (ecr) =>
      ecr.send(
        new CreateRepositoryCommand({
          repositoryName,
          imageTagMutability: 'IMMUTABLE',
          imageScanningConfiguration: { scanOnPush: true },
        }),
      ),
    answer: {
      repository: {
        repositoryName,
        repositoryArn: 'arn:aws:ecr:eu-west-1:123456789012:repository/team',
        repositoryUri: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team',
        registryId: '123456789012',
        imageTagMutability: 'IMMUTABLE',
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfiguration: { encryptionType: 'AES256' },
      },
    },
  },
  {
    what: 'a repository is made twice',
    send: (ecr) => ecr.send(new CreateRepositoryCommand({ repositoryName })),
    answer: 'RepositoryAlreadyExistsException',
  },
  {
    what: 'a repository of an impossible name',
    send: (ecr) => ecr.send(new CreateRepositoryCommand({ repositoryName: 'Team!' })),
    answer: 'InvalidParameterException',
  },
  {
    what: 'a repository is described',
    send: (ecr) => ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] })),
    answer: { repositories: [{ repositoryName, imageTagMutability: 'IMMUTABLE' }] },
  },
  {
    what: 'a missing repository is described',
    send: (ecr) => ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ['missing'] })),
    answer: 'RepositoryNotFoundException',
  },
  {
    what: 'another repository is made',
    send: (ecr) => ecr.send(new CreateRepositoryCommand({ repositoryName: 'other' })),
    answer: { repository: { imageTagMutability: 'MUTABLE', imageScanningConfiguration: { scanOnPush: false } } },
  },
  {
    what: 'repositories by pages',
    send: (ecr) => ecr.send(new DescribeRepositoriesCommand({ maxResults: 1 })),
    answer: { repositories: [{ repositoryName }], nextToken: 'MQ==' },
    moto: {
      answer: { repositories: [{ repositoryName }, { repositoryName: 'other' }] },
      model: 'DescribeRepositoriesRequest.maxResults: at most so many come in one page, with a nextToken',
    },
  },
  {
    what: 'tags become mutable',
    send: (ecr) => ecr.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability: 'MUTABLE' })),
    answer: { registryId: '123456789012', repositoryName, imageTagMutability: 'MUTABLE' },
  },
  {
    what: 'tags become what is not in the enumeration',
    send: (ecr) =>
      ecr.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability: 'SOMETIMES' as 'MUTABLE' })),
    answer: 'InvalidParameterException',
  },
  {
    what: 'an image whose configuration was not pushed',
    send: (ecr) => ecr.send(new PutImageCommand({ ...image, repositoryName: 'other', imageTag: 'v1' })),
    answer: 'LayersNotFoundException',
    moto: {
      answer: { image: { repositoryName: 'other', imageId: { imageTag: 'v1' } } },
      model: 'PutImage throws LayersNotFoundException: the specified layers could not be found',
    },
  },
  {
    what: 'an image under a digest that is not its own',
    send: (ecr) =>
      ecr.send(new PutImageCommand({ ...image, repositoryName: 'other', imageTag: 'v2', imageDigest: ABSENT })),
    answer: 'ImageDigestDoesNotMatchException',
    moto: {
      answer: { image: { imageId: { imageTag: 'v2' } } },
      model: 'PutImage throws ImageDigestDoesNotMatchException when the digest is not the one Amazon ECR calculated',
    },
  },
  {
    what: 'an image for a missing repository',
    send: (ecr) => ecr.send(new PutImageCommand({ ...image, repositoryName: 'missing', imageTag: 'v1' })),
    answer: 'RepositoryNotFoundException',
    moto: { answer: 'SyntaxError', model: 'PutImage throws RepositoryNotFoundException; moto fails with an HTML page' },
  },
  {
    what: 'an absent image is read',
    send: (ecr) => ecr.send(new BatchGetImageCommand({ repositoryName, imageIds: [absent] })),
    answer: { images: [], failures: [notFound] },
  },
  {
    what: 'no image at all is read',
    send: (ecr) => ecr.send(new BatchGetImageCommand({ repositoryName, imageIds: [] })),
    answer: 'InvalidParameterException',
    moto: { answer: 'SyntaxError', model: 'imageIds has 1 to 100 members; moto fails with an HTML page' },
  },
  {
    what: 'an absent image is deleted',
    send: (ecr) => ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds: [absent] })),
    answer: { imageIds: [], failures: [notFound] },
  },
  {
    what: 'images are listed',
    send: (ecr) => ecr.send(new ListImagesCommand({ repositoryName })),
    answer: { imageIds: [] },
  },
  {
    what: 'images of a missing repository are listed',
    send: (ecr) => ecr.send(new ListImagesCommand({ repositoryName: 'missing' })),
    answer: 'RepositoryNotFoundException',
  },
  {
    what: 'an absent image is described',
    send: (ecr) => ecr.send(new DescribeImagesCommand({ repositoryName, imageIds: [absent] })),
    answer: 'ImageNotFoundException',
  },
  {
    what: 'a layer that is not there',
    send: (ecr) => ecr.send(new BatchCheckLayerAvailabilityCommand({ repositoryName, layerDigests: [ABSENT] })),
    answer: { layers: [{ layerDigest: ABSENT, layerAvailability: 'UNAVAILABLE' }], failures: [] },
    moto: {
      answer: { layers: [], failures: [{ layerDigest: ABSENT, failureCode: 'MissingLayerDigest' }] },
      model:
        'Layer.layerAvailability is AVAILABLE or UNAVAILABLE; MissingLayerDigest is for a request without a digest',
    },
  },
  {
    what: 'a lifecycle policy that is not there',
    send: (ecr) => ecr.send(new GetLifecyclePolicyCommand({ repositoryName })),
    answer: 'LifecyclePolicyNotFoundException',
  },
  {
    what: 'a lifecycle policy without rules',
    send: (ecr) => ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText: '{}' })),
    answer: 'InvalidParameterException',
  },
  {
    what: 'a lifecycle policy is kept',
    send: (ecr) => ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText })),
    answer: { repositoryName, lifecyclePolicyText },
  },
  {
    what: 'a lifecycle policy is read',
    send: (ecr) => ecr.send(new GetLifecyclePolicyCommand({ repositoryName })),
    answer: { repositoryName, lifecyclePolicyText },
  },
  {
    what: 'a token',
    send: (ecr) => ecr.send(new GetAuthorizationTokenCommand({})),
    answer: { authorizationData: [{ proxyEndpoint: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com' }] },
  },
];
