import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { type PrivateNetwork, startPrivateNetwork } from './private-network.ts';

let stage: Stage;
let network: PrivateNetwork;
beforeEach(async () => {
  stage = await startStage();
  network = await startPrivateNetwork(stage);
});
afterEach(async () => {
  network.close();
  await stage.close();
});

test('behind a proxy, on an Enterprise Server, with a private CA: every call goes through the proxy', async () => {
  const commit = await mergeDag(stage, 'orders');
  const { environment, inputs, authority } = network;
  const result = await stage.run(commit, {
    environment: { ...stage.environment, ...environment, NODE_EXTRA_CA_CERTS: authority },
    inputs,
  });
  expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' }, titles: [] });
  expect([...network.asked].toSorted()).toEqual(network.names.toSorted());
});

test('calls to hosts in NO_PROXY bypass the proxy', async () => {
  const commit = await mergeDag(stage, 'orders');
  const { 'argocd-server': _, ...inputs } = network.inputs;
  const result = await stage.run(commit, {
    environment: {
      ...stage.environment,
      HTTPS_PROXY: network.environment.HTTPS_PROXY,
      HTTP_PROXY: network.environment.HTTPS_PROXY,
      NO_PROXY: '127.0.0.1',
    },
    inputs: { ...inputs, 'registry-mirror': stage.mirror.host, 'argocd-server': stage.argocd.url },
  });
  expect(result).toHaveSucceeded({ outputs: { rollout: 'rolled-out' } });
  expect([...network.asked]).toEqual([]);
});
