// What a program does with the official JavaScript client, and what it must see. Ends with 0 if it saw that.
//
//     node story.js KUBECONFIG NAMESPACE

import assert from 'node:assert/strict';
import * as k8s from '@kubernetes/client-node';

const [kubeconfig, namespace] = process.argv.slice(2);
// Long for any machine, in milliseconds.
const PATIENCE = 60_000;

const config = new k8s.KubeConfig();
config.loadFromFile(kubeconfig);
const api = config.makeApiClient(k8s.CoreV1Api);

function endpoints(name, labels, ip = '10.1.2.3') {
  return { metadata: { name, labels }, subsets: [{ addresses: [{ ip }], ports: [{ name: 'http', port: 80 }] }] };
}

const create = (body) => api.createNamespacedEndpoints({ namespace, body });
const names = (list) => list.items.map((item) => item.metadata.name);

async function refused(code, reason, call) {
  let message = '';
  await assert.rejects(call, (error) => {
    const status = typeof error.body === 'string' ? JSON.parse(error.body) : error.body;
    assert.deepEqual([error.code, status.reason], [code, reason]);
    message = status.message;
    return true;
  });
  return message;
}

async function createAndList() {
  const made = await create(endpoints('web', { app: 'web' }));
  assert(made.metadata.uid && made.metadata.resourceVersion && made.metadata.creationTimestamp);
  await refused(409, 'AlreadyExists', () => create(endpoints('web', {})));
  await refused(422, 'Invalid', () => create(endpoints('bad', {}, '127.0.0.1')));
  await create(endpoints('db', { app: 'db' }));
  assert.deepEqual(names(await api.listNamespacedEndpoints({ namespace })), ['db', 'web']);
  assert.deepEqual(names(await api.listNamespacedEndpoints({ namespace, labelSelector: 'app=web' })), ['web']);
  const page = await api.listNamespacedEndpoints({ namespace, limit: 1 });
  assert.deepEqual([names(page), page.metadata.remainingItemCount], [['db'], 1]);
  const rest = await api.listNamespacedEndpoints({ namespace, limit: 1, _continue: page.metadata._continue });
  assert.deepEqual([names(rest), rest.metadata._continue], [['web'], undefined]);
  const read = await api.readNamespacedEndpoints({ namespace, name: 'web' });
  assert.deepEqual(read, made);
  assert.equal(read.subsets[0].ports[0].protocol, 'TCP');
  await refused(404, 'NotFound', () => api.readNamespacedEndpoints({ namespace, name: 'none' }));
}

async function patch() {
  const patched = async (body, kind) => {
    const asked = { namespace, name: 'web', body };
    return (await api.patchNamespacedEndpoints(asked, k8s.setHeaderOptions('Content-Type', kind))).metadata.labels;
  };
  const { JsonPatch, MergePatch, StrategicMergePatch } = k8s.PatchStrategy;
  const add = [{ op: 'add', path: '/metadata/labels/tier', value: 'front' }];
  assert.deepEqual(await patched(add, JsonPatch), { app: 'web', tier: 'front' });
  assert.deepEqual(await patched({ metadata: { labels: { tier: null } } }, MergePatch), { app: 'web' });
  assert.deepEqual(await patched({ metadata: { labels: { s: '1' } } }, StrategicMergePatch), { app: 'web', s: '1' });
  const failing = [{ op: 'test', path: '/metadata/name', value: 'other' }];
  await refused(422, 'Invalid', () => patched(failing, JsonPatch));
  const stale = await api.readNamespacedEndpoints({ namespace, name: 'web' });
  await patched({ metadata: { labels: { s: '2' } } }, StrategicMergePatch);
  await refused(409, 'Conflict', () => api.replaceNamespacedEndpoints({ namespace, name: 'web', body: stale }));
}

async function apply() {
  const applied = (fieldManager, color, force) => {
    const body = { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'applied', labels: { color } } };
    const asked = { namespace, name: 'applied', body, fieldManager, force };
    return api.patchNamespacedEndpoints(asked, k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.ServerSideApply));
  };
  assert.deepEqual((await applied('first', 'red')).metadata.labels, { color: 'red' });
  const said = await refused(409, 'Conflict', () => applied('second', 'blue'));
  assert(said.includes('conflict with "first": .metadata.labels.color'), said);
  const forced = await applied('second', 'blue', true);
  assert.deepEqual(forced.metadata.labels, { color: 'blue' });
  const owners = forced.metadata.managedFields.filter((entry) => JSON.stringify(entry).includes('f:color'));
  assert.deepEqual(owners.map((entry) => entry.manager), ['second']);
}

// So many events behind a resourceVersion: type, labels, resourceVersion.
function watched(resourceVersion, count) {
  const path = `/api/v1/namespaces/${namespace}/endpoints`;
  const events = [];
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`only ${events.length} events`)), PATIENCE);
    const end = (how) => (clearTimeout(late), how());
    const seen = (kind, { metadata }) => {
      events.push([kind, metadata.labels.n, metadata.resourceVersion]);
      if (events.length === count) end(() => stop.then((controller) => (controller.abort(), resolve(events))));
    };
    const stop = new k8s.Watch(config).watch(path, { resourceVersion }, seen, (error) => {
      if (events.length < count) end(() => reject(error ?? new Error('the watch has ended')));
    });
  });
}

async function follow() {
  const before = (await api.listNamespacedEndpoints({ namespace })).metadata.resourceVersion;
  const coming = watched(before, 4);
  await create(endpoints('seen', { n: '1' }));
  for (const n of ['2', '3']) {
    const asked = { namespace, name: 'seen', body: { metadata: { labels: { n } } } };
    await api.patchNamespacedEndpoints(asked, k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch));
  }
  await api.deleteNamespacedEndpoints({ namespace, name: 'seen' });
  const events = await coming;
  const expected = [['ADDED', '1'], ['MODIFIED', '2'], ['MODIFIED', '3'], ['DELETED', '3']];
  assert.deepEqual(events.map(([kind, n]) => [kind, n]), expected);
  const versions = events.map(([, , version]) => Number(version));
  assert(versions.every((version, i) => i === 0 || versions[i - 1] < version), String(versions));
  // Who was away goes on where it was.
  assert.deepEqual(await watched(events[1][2], 2), events.slice(2));
}

// An informer holds what there is, and hears of what comes and goes.
async function inform() {
  const list = () => api.listNamespacedEndpoints({ namespace });
  const informer = k8s.makeInformer(config, `/api/v1/namespaces/${namespace}/endpoints`, list);
  const heard = [];
  const until = async (word) => {
    const late = Date.now() + PATIENCE;
    while (!heard.includes(word)) {
      assert(Date.now() < late, `${word} was not heard of: ${heard}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  for (const kind of ['add', 'update', 'delete']) informer.on(kind, ({ metadata }) => heard.push(`${kind} ${metadata.name}`));
  await informer.start();
  await until('add web');
  await create(endpoints('late', {}));
  await until('add late');
  await api.deleteNamespacedEndpoints({ namespace, name: 'late' });
  await until('delete late');
  assert.deepEqual(informer.list().map(({ metadata }) => metadata.name).sort(), ['applied', 'db', 'web']);
  await informer.stop();
}

async function remove() {
  await api.deleteNamespacedEndpoints({ namespace, name: 'web' });
  await refused(404, 'NotFound', () => api.deleteNamespacedEndpoints({ namespace, name: 'web' }));
  await api.deleteCollectionNamespacedEndpoints({ namespace, labelSelector: 'app=db' });
  assert.deepEqual(names(await api.listNamespacedEndpoints({ namespace })), ['applied']);
}

await api.createNamespace({ body: { metadata: { name: namespace } } });
try {
  for (const chapter of [createAndList, patch, apply, follow, inform, remove]) await chapter();
} finally {
  await api.deleteNamespace({ name: namespace });
}
process.exit(0);
