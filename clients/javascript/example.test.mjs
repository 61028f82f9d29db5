import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { prepare } from './coracle.mjs';

// Filled once; each test gets a fork of it.
const shop = prepare((w) =>
  w.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'prices', namespace: 'shop' }, data: { tea: '3' } },
  ),
);

test('the price of tea', async (t) => {
  const w = await shop.fork(t);
  const config = new KubeConfig();
  config.loadFromString(w.kubeconfig);
  const prices = await config.makeApiClient(CoreV1Api).readNamespacedConfigMap({ namespace: 'shop', name: 'prices' });
  assert.equal(prices.data.tea, '3');
});
