import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { expect, test as base } from 'vitest';
import { worlds } from './coracle.mjs';

const test = base.extend(worlds);

test('a namespace comes', async ({ world }) => {
  const config = new KubeConfig();
  config.loadFromString(world.kubeconfig);
  await config.makeApiClient(CoreV1Api).createNamespace({ body: { metadata: { name: 'shop' } } });
  const { object } = await world.wait({ for: 'create', resource: 'namespaces', name: 'shop' });
  expect(object.status.phase).toBe('Active');
});
