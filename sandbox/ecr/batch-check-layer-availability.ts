import type {
  BatchCheckLayerAvailabilityRequest,
  BatchCheckLayerAvailabilityResponse,
  Layer,
  LayerFailure,
} from '@aws-sdk/client-ecr';
import { parseDigest } from '../registry/digest.ts';
import { type Caller, repositoryOf, requireParameter } from './operation.ts';

/** Serves https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchCheckLayerAvailability.html */
export function batchCheckLayerAvailability(
  caller: Caller,
  input: BatchCheckLayerAvailabilityRequest,
): BatchCheckLayerAvailabilityResponse {
  const { blobs } = repositoryOf(caller, input.repositoryName).images;
  const layers: Layer[] = [];
  const failures: LayerFailure[] = [];
  for (const layerDigest of requireParameter('layerDigests', input.layerDigests)) {
    if (parseDigest(layerDigest) === undefined) {
      const failureReason = 'Invalid request parameters: layer digest should satisfy the regex';
      failures.push({ layerDigest, failureCode: 'InvalidLayerDigest', failureReason });
      continue;
    }
    const layerSize = blobs.get(layerDigest);
    layers.push(
      layerSize === undefined
        ? { layerDigest, layerAvailability: 'UNAVAILABLE' }
        : { layerDigest, layerAvailability: 'AVAILABLE', layerSize },
    );
  }
  return { layers, failures };
}
