// SPDX-License-Identifier: Apache-2.0

// Tests whose end coracle.test.mjs looks at: that which PART names, for node:test and for vitest.

import { appendFileSync } from 'node:fs';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepare, world, worlds } from './coracle.mjs';

const isVitest = process.env.VITEST !== undefined;
const { test: base } = await import(isVitest ? 'vitest' : 'node:test');
const test = isVitest ? base.extend(worlds) : base;
const prepared = prepare((w) => w.apply(configMap('prepared')));
const forks = isVitest ? base.extend(prepared.worlds) : base;

function configMap(name) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } };
}
function say(words) {
  appendFileSync(process.env.SAID, `${words}\n`);
}

// In vitest, what is asked for by name.
const made = (then) => (isVitest ? ({ world }) => then(world) : async (t) => then(await world(t), t));
const forked = (then) => (isVitest ? ({ world }) => then(world) : async (t) => then(await prepared.fork(t), t));
const ends = {
  passes() {},
  fails() {
    throw new Error('as it must');
  },
};
const use = async (w) => {
  await w.wait({ for: 'create', resource: 'configmaps', namespace: 'default', name: 'prepared', timeout: '1s' });
  await w.snapshot();
  await w.kubeconfigFile();
  say(`made ${w.name}`);
};
const parts = {
  passes() {
    for (const name of ['one', 'two']) forks(name, forked(use));
  },
  ends() {
    parts.passes();
    for (const [name, end] of Object.entries(ends)) {
      test(name, made((w) => { say(`made ${w.name}`); end(); }));
      // By the test's context alone, which both have.
      base(`${name}, by its context`, async (t) => { say(`made ${(await world(t)).name}`); end(); });
    }
  },
  // With a request under way that the server waits for at its end.
  busy() {
    parts.lasts(async (w) => {
      await w.fault({ match: { verbs: ['list'] }, then: { delay: '2s' } });
      const options = { ca: w.authority, headers: { authorization: `Bearer ${w.token}` } };
      https.get(`${w.url}/api/v1/namespaces`, options).on('error', () => {});
      while ((await w.faults())[0].fired === 0) await sleep(10);
    });
  },
  lasts(first = () => {}) {
    const then = made(async (w) => {
      await first(w);
      await w.kubeconfigFile();
      await w.apply('{apiVersion: v1, kind: ConfigMap, metadata: {name: yaml}}');
      say('made');
      await sleep(200_000);
    });
    test('lasts', isVitest ? { timeout: 300_000 } : {}, then);
  },
};
parts[process.env.PART]();
