// SPDX-License-Identifier: Apache-2.0

// Does the package keep its word? CORACLE names the program.
//
// What is to be seen of a test's end, or of a whole run's, is in parts.mjs, and run in processes of its own.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CoreV1Api, KubeConfig, makeInformer } from '@kubernetes/client-node';
import { CoracleError, start, world } from './coracle.mjs';

// Long for any machine, in milliseconds.
const PATIENCE = 120_000;
const here = import.meta.dirname;

const configOf = (w) => {
  const config = new KubeConfig();
  config.loadFromString(w.kubeconfig);
  return config;
};
const clientOf = (w) => configOf(w).makeApiClient(CoreV1Api);
const configMap = (name, value) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { value: String(value) } });
// The config maps of the namespace default, as NAME=VALUE.
const found = async (w) => {
  const { items } = await clientOf(w).listNamespacedConfigMap({ namespace: 'default' });
  return items.map((item) => `${item.metadata.name}=${item.data?.value ?? ''}`);
};
const started = async (t, options) => {
  const server = await start(options);
  t.after(() => server.stop());
  return server;
};
// The names of what a server has: of its worlds or its snapshots.
const names = async (server, what) => (await server.call('GET', what)).items.map((item) => item.name);
const folderOf = async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'coracle-test-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
};
const kubeconfigOf = async (t, server) => {
  const file = path.join(await folderOf(t), 'kubeconfig');
  await writeFile(file, (await server.call('GET', 'worlds/main')).kubeconfig);
  return file;
};
// Until it is so.
const until = async (what, isSo) => {
  for (const end = Date.now() + PATIENCE; ; await sleep(20)) {
    const seen = await isSo();
    if (seen === true) return;
    assert(Date.now() < end, `${what}: ${JSON.stringify(seen)}`);
  }
};
const refused = (call, ...words) =>
  assert.rejects(call, (error) => {
    for (const word of words) assert(error.message.includes(word), `${error.message}: no ${word}`);
    return true;
  });
// With variables of the environment as these say.
const withEnvironment = async (variables, then) => {
  const before = Object.keys(variables).map((name) => [name, process.env[name]]);
  Object.assign(process.env, variables);
  try {
    return await then();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
};

// How parts.mjs is run, by the name of the runner.
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--pool'];
const runners = {
  'node:test': ['--test', 'parts.mjs'],
  'vitest, forks': [...vitest, 'forks'],
  'vitest, threads': [...vitest, 'threads'],
};
const run = async (t, runner, part, variables) => {
  const temporary = await folderOf(t);
  const said = path.join(await folderOf(t), 'said');
  await writeFile(said, '');
  // Not a part of the run of tests that this one is.
  const { NODE_TEST_CONTEXT, ...environment } = process.env;
  const env = { ...environment, PART: part, SAID: said, TMPDIR: temporary, ...variables };
  const child = spawn(process.execPath, runners[runner], { cwd: here, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  // With the processes that a killed runner leaves behind.
  t.after(() => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  });
  let output = '';
  for (const pipe of [child.stdout, child.stderr]) pipe.setEncoding('utf8').on('data', (text) => (output += text));
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  return { child, ended, temporary, output: () => output, said: async () => (await readFile(said, 'utf8')).split('\n').slice(0, -1) };
};
const isOurs = (name) => name.startsWith('coracle-');
// The servers that have this folder for what is temporary.
const serversOf = async (temporary) => {
  const all = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    try {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
      const [, word] = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
      if (word === 'serve' && environment.split('\0').includes(`TMPDIR=${temporary}`)) all.push(pid);
    } catch {
      // It has ended, or is somebody else's.
    }
  }
  return all;
};
const nothingLeft = (temporary) =>
  until('left', async () => {
    const left = [...(await serversOf(temporary)), ...(await readdir(temporary)).filter(isOurs)];
    return left.length === 0 || left;
  });

test('worlds in parallel see only their own', async (t) => {
  const server = await started(t);
  await t.test('worlds', { concurrency: true }, async (t) => {
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        t.test(`${i}`, async (t) => {
          const w = await server.world(t);
          const client = clientOf(w);
          for (const name of ['a', 'b', 'c']) await client.createNamespacedConfigMap({ namespace: 'default', body: configMap(name, i) });
          assert.deepEqual(await found(w), [`a=${i}`, `b=${i}`, `c=${i}`]);
          assert((await names(server, 'worlds')).includes(w.name));
        }),
      ),
    );
  });
  assert.deepEqual(await names(server, 'worlds'), ['main']);
});

test('a prepared world is forked for each', async (t) => {
  const server = await started(t);
  let filled = 0;
  const prepared = server.prepare(async (w) => {
    filled += 1;
    await w.apply(configMap('prepared', 'once'));
  });
  await t.test('forks', { concurrency: true }, (t) =>
    Promise.all(
      Array.from({ length: 5 }, (_, i) =>
        t.test(`${i}`, async (t) => {
          const w = await prepared.fork(t);
          await w.apply(configMap('own', i));
          const further = await w.fork(t);
          await further.apply(configMap('own', 'fork'));
          assert.deepEqual(await found(further), ['own=fork', 'prepared=once']);
          assert.deepEqual(await found(w), [`own=${i}`, 'prepared=once']);
        }),
      ),
    ),
  );
  assert.equal(filled, 1);
  // What was prepared stays for further tests, until its time has come; then it is made again.
  const [, there, ...others] = await names(server, 'worlds');
  assert.deepEqual(others, []);
  await server.call('DELETE', `worlds/${there}`);
  assert.deepEqual(await found(await prepared.fork(t)), ['prepared=once']);
  assert.equal(filled, 2);
  const broken = server.prepare((w) => w.apply({ ...configMap('x'), kind: 'ConfMap' }));
  await refused(broken.fork(t), 'there is no kind ConfMap in version v1');
  assert.equal((await names(server, 'worlds')).length, 3);
});

describe('runners', { concurrency: 3 }, () => {
  for (const runner of Object.keys(runners)) {
    test(`${runner}: a world goes with its test, whatever its end, and a running server keeps nothing`, async (t) => {
      const server = await started(t);
      const variables = { CORACLE_KUBECONFIG: await kubeconfigOf(t, server), PATH: `${path.dirname(process.execPath)}` };
      const { ended, output, said, temporary } = await run(t, runner, 'ends', variables);
      assert.equal(await ended, 1, output());
      assert.match(output(), /as it must/);
      const lines = await said();
      assert.equal(new Set(lines).size, 6, output());
      for (const line of lines) assert.match(line, /^made w-\w+$/);
      assert.deepEqual(await names(server, 'worlds'), ['main']);
      assert.deepEqual(await names(server, 'snapshots'), []);
      assert.deepEqual((await readdir(temporary)).filter(isOurs), []);
    });

    test(`${runner}: nothing is left after a run`, async (t) => {
      const { ended, output, said, temporary } = await run(t, runner, 'passes', {});
      assert.equal(await ended, 0, output());
      assert.equal((await said()).length, 2);
      await nothingLeft(temporary);
    });

    const killed = [['lasts', 'the runner'], ['busy', 'the runner']];
    if (runner === 'node:test') killed.push(['lasts', 'its process group']);
    for (const [part, whom] of killed) {
      test(`${runner}: nothing is left when ${whom} is killed (${part})`, async (t) => {
        const { child, output, said, temporary } = await run(t, runner, part, { CORACLE_FAULTS: 'true' });
        await until('the test', async () => {
          assert.equal(child.exitCode, null, output());
          return (await said()).includes('made') || output();
        });
        assert.equal((await serversOf(temporary)).length, 1);
        assert.equal((await readdir(temporary)).filter(isOurs).length, 1);
        process.kill(whom === 'the runner' ? child.pid : -child.pid, 'SIGKILL');
        await nothingLeft(temporary);
      });
    }
  }
});

test('a world of a running server has a time to live', async (t) => {
  const server = await started(t);
  const other = await started(t, { kubeconfig: await kubeconfigOf(t, server) });
  assert.equal(other.url, server.url);
  for (const [of, options, ttl] of [[server, {}, undefined], [other, {}, '1h0m0s'], [other, { ttl: '90s' }, '1m30s']]) {
    const w = await of.world(undefined, options);
    assert.equal((await server.call('GET', `worlds/${w.name}`)).ttl, ttl);
    await w.delete();
  }
  const file = await (await server.world(t)).kubeconfigFile();
  await refused(start({ kubeconfig: file }), 'is the kubeconfig of a world');
  await refused(start({ kubeconfig: '/nowhere' }), '/nowhere', 'no such file');
  await writeFile(file, 'what: else');
  await refused(start({ kubeconfig: file }), 'it has no server, or no token');
  // Plain HTTP, too.
  const plain = await started(t, { arguments: ['--http'] });
  const w = await plain.world(t);
  assert.match(w.url, /^http:/);
  await w.apply(configMap('a', 1));
});

test('why a server does not start', async () => {
  await refused(start({ arguments: ['--no-such-option'] }), 'does not start', "unexpected argument '--no-such-option'");
  await refused(start({ seed: '/nowhere' }), '--seed /nowhere');
  await refused(start({ program: 'true' }), 'true does not start');
  await refused(start({ program: import.meta.filename }), 'the option program', 'coracle.test.mjs');
  await withEnvironment({ CORACLE: '/nowhere/coracle' }, () => refused(start(), 'the environment variable CORACLE', '/nowhere/coracle'));
  await withEnvironment({ CORACLE: '', PATH: '/nowhere' }, () => refused(start(), 'no program coracle on PATH', 'CORACLE=/path/to/coracle'));
});

test('the program of the npm package', async (t) => {
  const folder = await folderOf(t);
  const carrier = path.join(folder, 'node_modules/coracle');
  await mkdir(path.join(carrier, 'bin'), { recursive: true });
  await writeFile(path.join(carrier, 'package.json'), JSON.stringify({ name: 'coracle', exports: { './bin/coracle': './bin/coracle' } }));
  await symlink(path.resolve(process.env.CORACLE), path.join(carrier, 'bin/coracle'));
  await copyFile(path.join(here, 'coracle.mjs'), path.join(folder, 'coracle.mjs'));
  const { start: startCopy } = await import(path.join(folder, 'coracle.mjs'));
  const server = await withEnvironment({ CORACLE: '', PATH: '/nowhere' }, () => startCopy());
  await server.world();
  await server.stop();
});

test('options of the server', async (t) => {
  const seed = path.join(await folderOf(t), 'seed.yaml');
  await writeFile(seed, '{apiVersion: v1, kind: ConfigMap, metadata: {name: seeded}}');
  // It is in memory whatever the environment says.
  const variables = { CORACLE_DATA: `${seed}.db`, CORACLE_EPHEMERAL: 'false' };
  const server = await withEnvironment(variables, () => started(t, { seed, deterministic: true }));
  assert.deepEqual(await found(await server.world(t)), []);
  const w = await server.world(t, { from: 'main', name: 'named', maxBytes: 8 << 20 });
  assert.equal(w.name, 'named');
  assert.deepEqual(await found(w), ['seeded=']);
  const read = await clientOf(w).readNamespacedConfigMap({ namespace: 'default', name: 'seeded' });
  assert.equal(read.metadata.creationTimestamp.toISOString(), '2000-01-01T00:00:00.000Z');
  await assert.rejects(server.world(t, { name: 'named' }), (error) => error instanceof CoracleError && error.reason === 'AlreadyExists' && error.code === 409);
  await refused(w.fault({ then: { error: { code: 409 } } }), '--faults');
  await server.stop();
  await refused(server.world(t), 'the server has ended', 'stopping');
});

test('apply', async (t) => {
  const w = await world(t);
  await w.apply(
    '# nothing\n---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n---\n',
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [configMap('b', 1)] }),
    configMap('c', 2),
    [configMap('d', 3), { apiVersion: 'v1', kind: 'ConfigMapList', items: [configMap('e', 4)] }],
  );
  assert.deepEqual(await found(w), ['a=', 'b=1', 'c=2', 'd=3', 'e=4']);
  await w.apply();
  await w.apply(JSON.stringify(configMap('f', 5)));
  await assert.rejects(w.apply(configMap('g'), { ...configMap('h'), kind: 'ConfMap' }), (error) => error.code === 400 && error.message.includes('there is no kind ConfMap in version v1'));
  await refused(w.apply('{apiVersion: v1, kind: ConfMap, metadata: {name: g}}', configMap('h')), 'there is no kind ConfMap in version v1');
  await refused(w.apply('a: 1\na: 2\n'), 'already set');
  await refused(w.apply(null), 'POST');
  assert.equal((await found(w)).length, 6);
});

test('reset and snapshots', async (t) => {
  const server = await started(t);
  const w = await server.world();
  await w.apply(configMap('a', 1));
  assert.equal(await w.snapshot('first'), 'first');
  await assert.rejects(w.snapshot('first'), { reason: 'AlreadyExists' });
  await w.apply(configMap('b', 2));
  assert.deepEqual(await found(await server.world(t, { snapshot: 'first' })), ['a=1']);
  await w.reset({ snapshot: 'first' });
  assert.deepEqual(await found(w), ['a=1']);
  await w.reset();
  assert.deepEqual(await found(w), []);
  const file = await w.kubeconfigFile();
  assert.equal(await w.kubeconfigFile(), file);
  assert.equal(await readFile(file, 'utf8'), w.kubeconfig);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  await w[Symbol.asyncDispose]();
  await w.delete();
  assert.deepEqual(await names(server, 'snapshots'), []);
  await assert.rejects(stat(path.dirname(file)), { code: 'ENOENT' });
  await refused(w.reset(), 'not found');
});

test('faults, requests and waits', async (t) => {
  const server = await started(t, { faults: true });
  const w = await server.world(t);
  await w.apply(configMap('a', 1));
  const client = clientOf(w);
  const update = () => client.replaceNamespacedConfigMap({ namespace: 'default', name: 'a', body: configMap('a', 2) });
  const name = await w.fault({ match: { verbs: ['update'] }, when: { count: 1 }, then: { error: { code: 409 } } });
  await w.fault({ name: 'other', match: { verbs: ['delete'] }, then: { error: { code: 503 } } });
  await assert.rejects(update(), { code: 409 });
  await update();
  assert.deepEqual((await w.faults()).map(({ name, matched, fired }) => [name, matched, fired]), [[name, 2, 1], ['other', 0, 0]]);
  await w.removeFault('other');
  await client.deleteNamespacedConfigMap({ namespace: 'default', name: 'a' });
  await refused(w.fault({ thn: {} }), 'unknown field `thn`');

  const updates = await w.requests({ verb: 'update' });
  assert.deepEqual(updates.map(({ code, fault, name }) => [code, fault, name]), [[409, name, 'a'], [200, undefined, 'a']]);
  assert.equal((await w.requests()).length, 3);
  await refused(w.requests({ vreb: 'update' }), 'vreb');

  const late = { for: 'create', resource: 'configmaps', namespace: 'default', name: 'late' };
  const [waited] = await Promise.all([w.wait(late), sleep(50).then(() => client.createNamespacedConfigMap({ namespace: 'default', body: configMap('late', 3) }))]);
  assert.equal(waited.object.metadata.name, 'late');
  assert.equal((await w.wait({ requests: 2, verb: 'update' })).requests.length, 2);
  await assert.rejects(w.wait({ ...late, for: 'delete', timeout: '50ms' }), { code: 504 });
  const log = await w.call('GET', 'log', undefined, { resource: 'configmaps', namespace: 'default', name: 'late' });
  assert.deepEqual(log.items.map(({ verb }) => verb), ['created']);
});

test('an informer of the official client', async (t) => {
  const w = await world(t);
  const client = clientOf(w);
  const informer = makeInformer(configOf(w), '/api/v1/namespaces/default/configmaps', () => client.listNamespacedConfigMap({ namespace: 'default' }));
  const seen = [];
  for (const event of ['add', 'update', 'delete']) informer.on(event, (object) => seen.push(`${event} ${object.data.value}`));
  const connected = new Promise((resolve) => informer.on('connect', resolve));
  await informer.start();
  t.after(() => informer.stop());
  await connected;
  await w.apply(configMap('a', 1));
  await w.apply(configMap('a', 2));
  await client.deleteNamespacedConfigMap({ namespace: 'default', name: 'a' });
  await until('seen', () => seen.length === 3 || seen);
  assert.deepEqual(seen, ['add 1', 'update 2', 'delete 2']);
});

test('the README has the examples that are run', async () => {
  const readme = await readFile(path.join(here, 'README.md'), 'utf8');
  for (const example of ['example.test.mjs', 'example.vitest.mjs']) {
    assert(readme.includes(`\`\`\`js\n${await readFile(path.join(here, example), 'utf8')}\`\`\`\n`), example);
  }
});
