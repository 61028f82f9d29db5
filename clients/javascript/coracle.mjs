// SPDX-License-Identifier: Apache-2.0

/**
 * A Kubernetes API server for each test: a world of a Coracle server. For node:test, vitest and other runners; it needs Node alone.
 *
 *     import { world } from './coracle.mjs';                        import { test as base } from 'vitest';
 *     test('it', async (t) => {                                     import { worlds } from './coracle.mjs';
 *       const w = await world(t);                                   const test = base.extend(worlds);
 *       config.loadFromString(w.kubeconfig);                        test('it', async ({ world }) => { … });
 *     });
 *
 * The first world starts one server for the whole process, in memory; it ends with the process, also when that is killed. A world takes
 * about a millisecond, nobody else sees what is in it, and it is deleted when its test ends. Where CORACLE_KUBECONFIG names the kubeconfig
 * of a server that runs already, worlds are made there instead.
 *
 * The program is the one of the option `program`, else of the environment variable CORACLE, else coracle on PATH, else that of the package
 * `coracle` of npm, where that is installed.
 *
 * @module
 */

import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

// All in milliseconds: how long a server may take to start and to end, and an answer to come; of a wait, more than the longest that a
// server allows.
const START_TIMEOUT = 30_000;
const STOP_TIMEOUT = 10_000;
const CALL_TIMEOUT = 60_000;
const WAIT_TIMEOUT = 660_000;
// How often it is looked whether the runner is still there.
const RUNNER_EVERY = 100;
// How long a world lives on a server that goes on, when nobody asks it for anything: a killed test deletes nothing.
const SHARED_TTL = '1h';
// How many characters of what a server says on standard error are kept for when something fails.
const KEPT_OUTPUT = 64 * 1024;

/**
 * Which server is used, and how it is started. Where `kubeconfig` or CORACLE_KUBECONFIG names one that runs already, what is about the
 * start means nothing.
 *
 * @typedef {object} StartOptions
 * @property {string} [program] The program, by its path or as it is called on PATH.
 * @property {string} [kubeconfig] The file of a server that runs already, as `coracle serve` writes it.
 * @property {boolean} [faults] Tests may have requests go wrong (`world.fault`) and set the clock.
 * @property {boolean} [deterministic] The same requests make the same objects: the clock stands still, and uids are numbered.
 * @property {string} [seed] A file or a folder of objects that are put into the first world, `main`, before the server is ready; a world
 *   begins with them by `{from: 'main'}`.
 * @property {string[]} [arguments] Further arguments of `coracle serve`.
 */

/**
 * What a world begins with, and its limits.
 *
 * @typedef {object} WorldOptions
 * @property {string} [name] A DNS label; without it, a name is made up.
 * @property {World | string} [from] It begins with what this world has, or the world of this name.
 * @property {string} [snapshot] It begins with what this snapshot has.
 * @property {string} [ttl] It is deleted once nobody has asked it for anything for so long, such as `10m`. `1h` on a server that ran
 *   already; without end on one that ends with the tests.
 * @property {number} [maxBytes] The bytes that its objects and its history may have.
 */

/**
 * The context of a test, of node:test or of vitest: who tells when the test has ended.
 *
 * @typedef {{after: (then: () => Promise<void>) => unknown} | {onTestFinished: (then: () => Promise<void>) => unknown}} TestContext
 */

/** @typedef {Record<string, string | number | boolean>} Query The parameters of a question, as docs/fixture.md has them. */

/** Why something could not be done, in the words of the server where that refused it. */
export class CoracleError extends Error {
  /**
   * @param {string} message
   * @param {{message?: string, reason?: string, code?: number}} [status] What the server has answered.
   */
  constructor(message, status) {
    super(message);
    this.name = 'CoracleError';
    /** The HTTP status, such as 409; undefined where no server has answered. */
    this.code = status?.code;
    /** The reason, such as `Conflict`. */
    this.reason = status?.reason;
    /** The whole Status. */
    this.status = status;
  }
}

/** @type {Promise<Server> | undefined} */
let common;

/**
 * Starts a server, or connects to the one that `kubeconfig` or CORACLE_KUBECONFIG names. The first server of a process is also the one that
 * `world`, `prepare` and `worlds` use.
 *
 * @param {StartOptions} [options]
 * @returns {Promise<Server>}
 * @throws {CoracleError} There is no program, or the server does not start: with its own words.
 */
export function start(options = {}) {
  const server = begin(options);
  common ??= server;
  server.catch(() => {
    if (common === server) common = undefined;
  });
  return server;
}

/** The server that all tests of the process use. Where it did not start once, nobody tries again. */
function commonServer() {
  return (common ??= begin({}));
}

/** @param {StartOptions} options */
async function begin(options) {
  const kubeconfig = options.kubeconfig ?? process.env.CORACLE_KUBECONFIG;
  const server = kubeconfig
    ? new Server(await accessOf(kubeconfig), options, undefined)
    : await launch(options);
  // A process that ends by itself has time for answers, and one that is told to end has not.
  const atEnd = () =>
    server.stop().catch((error) => {
      console.error(error.message);
      process.exitCode ||= 1;
    });
  process.once('beforeExit', atEnd);
  server.onStop(() => process.off('beforeExit', atEnd));
  return server;
}

/**
 * Makes a world for a test, on the server that all tests of the process use; the first one starts it.
 *
 * @param {TestContext} [t] The test at whose end it is deleted; without it, who asks for the world deletes it.
 * @param {WorldOptions} [options]
 * @returns {Promise<World>}
 * @throws {CoracleError} There is no server, or it refuses.
 */
export async function world(t, options) {
  return (await commonServer()).world(t, options);
}

/**
 * Says how a world is filled of which each test is to have a fork. It is filled when the first test asks for one, and deleted with the
 * process. On a server that ran already it is deleted after an hour at the latest.
 *
 *     const shop = prepare((w) => w.apply(objects));
 *     test('it', async (t) => { const w = await shop.fork(t); … });     // node:test
 *     const test = base.extend(shop.worlds);                            // vitest
 *
 * @param {(world: World) => unknown} fill
 * @returns {Prepared}
 */
export function prepare(fill) {
  return new Prepared(commonServer, fill);
}

/**
 * For vitest (3.2 and later), as `test.extend(worlds)`: a world for each test that asks for `world`, and the server as `coracle`, which ends
 * with the worker.
 */
export const worlds = fixtures((server) => server.world());

/** @param {(server: Server) => Promise<World>} make */
function fixtures(make) {
  return {
    coracle: /** @type {[(context: {}, use: (server: Server) => Promise<void>) => Promise<void>, {scope: 'worker'}]} */ ([
      async ({}, use) => {
        const server = await commonServer();
        try {
          await use(server);
        } finally {
          await server.stop();
        }
      },
      { scope: 'worker' },
    ]),
    /**
     * @param {{coracle: Server}} context
     * @param {(world: World) => Promise<void>} use
     */
    world: async ({ coracle }, use) => {
      const made = await make(coracle);
      try {
        await use(made);
      } finally {
        await made.delete();
      }
    },
  };
}

/** A world that is filled once, and of which each test gets a fork. */
export class Prepared {
  #server;
  #fill;
  /** @type {Promise<World> | undefined} */
  #world;

  /**
   * @param {() => Promise<Server>} server
   * @param {(world: World) => unknown} fill
   */
  constructor(server, fill) {
    this.#server = server;
    this.#fill = fill;
    /** For vitest, as `test.extend(prepared.worlds)`: `world` is a fork for each test that asks for it. */
    this.worlds = fixtures(() => this.fork());
  }

  /**
   * Makes a world that begins with what was prepared.
   *
   * @param {TestContext} [t] The test at whose end it is deleted; without it, who asks for the world deletes it.
   * @param {WorldOptions} [options]
   * @returns {Promise<World>}
   * @throws It cannot be made, or could not be filled.
   */
  async fork(t, options) {
    const server = await this.#server();
    const filled = (this.#world ??= this.#filled(server));
    try {
      return await server.world(t, { from: await filled, ...options });
    } catch (error) {
      if (!(error instanceof CoracleError && error.code === 404)) throw error;
      // Its time to live has passed, in which no request was made in itself.
      if (this.#world === filled) this.#world = this.#filled(server);
      return server.world(t, { from: await this.#world, ...options });
    }
  }

  /** @param {Server} server */
  async #filled(server) {
    const made = await server.world();
    try {
      await this.#fill(made);
    } catch (error) {
      await made.delete();
      throw error;
    }
    server.onStop(() => made.delete());
    return made;
  }
}

/** A server that has worlds. */
export class Server {
  #access;
  #agent;
  #process;
  #program;
  #ttl;
  /** @type {(() => unknown)[]} */
  #atStop = [];
  /** @type {Promise<void> | undefined} */
  #stopped;

  /**
   * Made by `start`.
   *
   * @param {Access} access
   * @param {StartOptions} options
   * @param {Running} [running] What it runs as; nothing for one that ran already.
   */
  constructor(access, options, running) {
    this.#access = access;
    this.#process = running;
    this.#program = options.program;
    this.#ttl = running ? undefined : SHARED_TTL;
    const isSecure = access.url.startsWith('https:');
    this.#agent = isSecure ? new https.Agent({ ca: access.authority, keepAlive: true }) : new http.Agent({ keepAlive: true });
    /** Where it is. */
    this.url = access.url;
  }

  /**
   * Makes a world.
   *
   * @param {TestContext} [t] The test at whose end it is deleted; without it, who asks for the world deletes it.
   * @param {WorldOptions} [options]
   * @returns {Promise<World>}
   * @throws {CoracleError} The server refuses, such as a name that is taken.
   */
  async world(t, options = {}) {
    const { from, snapshot, ttl = this.#ttl, ...others } = options;
    const origin = snapshot ? { snapshot } : from ? { world: typeof from === 'string' ? from : from.name } : undefined;
    const made = await this.call('POST', 'worlds', { ...others, from: origin, ttl, ephemeral: true });
    const world = new World(this, made, this.#process?.folder, this.#program);
    if (t) {
      const then = () => world.delete();
      if ('after' in t) t.after(then);
      else t.onTestFinished(then);
    }
    return world;
  }

  /**
   * As `prepare`, for a server of one's own.
   *
   * @param {(world: World) => unknown} fill
   */
  prepare(fill) {
    return new Prepared(() => Promise.resolve(this), fill);
  }

  /**
   * Asks for anything below /coracle/v1.
   *
   * @param {string} method
   * @param {string} what The path behind that, such as `snapshots`.
   * @param {unknown} [body] Sent as JSON.
   * @param {Query} [query]
   * @returns {Promise<any>} The answer, of JSON.
   * @throws {CoracleError} The server refuses.
   */
  call(method, what, body, query) {
    return this.ask(method, `/coracle/v1/${what}`, body, query);
  }

  /**
   * Asks for anything, by its whole path.
   *
   * @param {string} method
   * @param {string} where
   * @param {unknown} [body]
   * @param {Query} [query]
   * @param {number} [timeout] In milliseconds.
   * @returns {Promise<any>}
   */
  async ask(method, where, body, query = {}, timeout = CALL_TIMEOUT) {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) parameters.set(name, String(value));
    try {
      return await this.#exchange(method, parameters.size ? `${where}?${parameters}` : where, body, timeout);
    } catch (error) {
      const { message, status } = /** @type {CoracleError} */ (error);
      const ended = this.#process?.hasEnded() ? `; the server has ended, and said:\n${this.#process.said()}` : '';
      throw new CoracleError(`${method} ${where}: ${message}${ended}`, status);
    }
  }

  /**
   * @param {string} method
   * @param {string} where
   * @param {unknown} body
   * @param {number} timeout
   * @returns {Promise<any>}
   */
  #exchange(method, where, body, timeout) {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.#access.token}` };
    const options = { method, headers, agent: this.#agent, signal: AbortSignal.timeout(timeout) };
    const { request } = this.url.startsWith('https:') ? https : http;
    return new Promise((resolve, reject) => {
      const asked = request(this.url + where, options, async (response) => {
        try {
          let text = '';
          response.setEncoding('utf8');
          for await (const part of response) text += part;
          const code = response.statusCode ?? 0;
          if (code < 300) return resolve(JSON.parse(text));
          let status;
          try {
            status = JSON.parse(text);
          } catch {
            // What is no Status is told as it is.
          }
          reject(new CoracleError(status?.message ?? `${code}: ${text}`, { code, ...status }));
        } catch (error) {
          reject(error);
        }
      });
      asked.on('error', reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /**
   * Has something done when it is stopped, before it ends.
   *
   * @param {() => unknown} then
   */
  onStop(then) {
    this.#atStop.push(then);
  }

  /** Has `stop` ended it, and with it all its worlds? */
  get isGone() {
    return this.#stopped !== undefined && this.#process !== undefined;
  }

  /**
   * Ends a server that `start` has started. Of one that ran already, what was prepared there is deleted; it goes on.
   *
   * @returns {Promise<void>}
   */
  stop() {
    return (this.#stopped ??= this.#stop());
  }

  async #stop() {
    const was = await Promise.resolve(common).catch(() => undefined);
    if (was === this) common = undefined;
    try {
      // What is there goes with a server that ends.
      for (const then of this.#atStop) await then();
    } finally {
      await this.#process?.stop();
      this.#agent.destroy();
    }
  }
}

/** A Kubernetes API server of its own. */
export class World {
  #server;
  #folder;
  #program;
  /** @type {string[]} */
  #snapshots = [];
  /** @type {Promise<string> | undefined} */
  #file;
  #isDeleted = false;

  /**
   * Made by `world`.
   *
   * @param {Server} server
   * @param {{name: string, server: string, kubeconfig: string}} made As the server tells of it.
   * @param {string | undefined} folder A folder that goes with the server.
   * @param {string | undefined} program
   */
  constructor(server, made, folder, program) {
    this.#server = server;
    this.#folder = folder;
    this.#program = program;
    const access = readKubeconfig(made.kubeconfig);
    /** What it is called. */
    this.name = made.name;
    /** Where it is: what a client takes as a server's URL. */
    this.url = made.server;
    /** A kubeconfig for it, in YAML: `config.loadFromString(world.kubeconfig)`. */
    this.kubeconfig = made.kubeconfig;
    /** The bearer token. */
    this.token = access.token;
    /** The authority of the server's certificate, in PEM; undefined for plain HTTP. */
    this.authority = access.authority;
  }

  /**
   * Writes the kubeconfig to a file, for programs such as kubectl. The file goes with the world.
   *
   * @returns {Promise<string>} Its path.
   */
  kubeconfigFile() {
    return (this.#file ??= this.#writeKubeconfig());
  }

  async #writeKubeconfig() {
    // Beside the server's own files, which go with it when the tests are killed.
    const folder = await mkdtemp(path.join(this.#folder ?? tmpdir(), 'coracle-kubeconfig-'));
    const file = path.join(folder, `${this.name}.kubeconfig`);
    await writeFile(file, this.kubeconfig, { mode: 0o600 });
    return file;
  }

  /**
   * Makes a world that begins with what this one has now.
   *
   * @param {TestContext} [t] The test at whose end it is deleted; without it, who asks for the world deletes it.
   * @param {WorldOptions} [options]
   */
  fork(t, options) {
    return this.#server.world(t, { from: this, ...options });
  }

  /**
   * Puts it back to what it began with. Watches are told 410 and list anew, as after compaction.
   *
   * @param {{snapshot?: string}} [to] To what a snapshot has instead.
   */
  async reset({ snapshot } = {}) {
    await this.#server.call('POST', `worlds/${this.name}/reset`, snapshot ? { to: { snapshot } } : {});
  }

  /**
   * Takes a snapshot, which is deleted with the world. Names are the whole server's.
   *
   * @param {string} [name] Without it, one is made up.
   * @returns {Promise<string>} Its name.
   */
  async snapshot(name) {
    const taken = await this.#server.call('POST', 'snapshots', { name, world: this.name });
    this.#snapshots.push(taken.name);
    return taken.name;
  }

  /**
   * Puts objects in, all of them or none, in an order that suits them: namespaces, then definitions, then all others.
   *
   * @param {...(string | object | object[])} objects Text (YAML or JSON, with any number of documents), objects, or arrays or lists of
   *   objects. YAML is read by the program, which must be there then.
   * @throws {CoracleError} One is refused; none is put in.
   */
  async apply(...objects) {
    /** @type {string[]} */
    const documents = [];
    const items = objects.flat().flatMap((object) => {
      let value = object;
      if (typeof object === 'string') {
        try {
          value = JSON.parse(object);
        } catch {
          documents.push(object);
          return [];
        }
      }
      const { kind, items } = /** @type {any} */ (value ?? {});
      return Array.isArray(items) && String(kind).endsWith('List') ? items : [value];
    });
    if (documents.length === 0) {
      await this.call('POST', 'import', { items });
      return;
    }
    // JSON is YAML, too.
    documents.push(...items.map((item) => JSON.stringify(item)));
    const folder = await mkdtemp(path.join(this.#folder ?? tmpdir(), 'coracle-apply-'));
    try {
      const file = path.join(folder, 'kubeconfig');
      await writeFile(file, this.kubeconfig, { mode: 0o600 });
      await run(find(this.#program), ['import', '-', '--kubeconfig', file], documents.join('\n---\n'));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /**
   * Has requests of this world go wrong, on a server with `faults`.
   *
   * @param {object} rule Such as `{match: {verbs: ['update']}, when: {count: 1}, then: {error: {code: 409}}}`.
   * @returns {Promise<string>} The fault's name.
   */
  async fault(rule) {
    return (await this.call('POST', 'faults', rule)).name;
  }

  /**
   * Tells what is to go wrong, and how often each was met and has hit.
   *
   * @returns {Promise<{name: string, matched: number, fired: number}[]>}
   */
  async faults() {
    return (await this.call('GET', 'faults')).items;
  }

  /**
   * Has a fault not hit any more.
   *
   * @param {string} name
   */
  async removeFault(name) {
    await this.call('DELETE', `faults/${encodeURIComponent(name)}`);
  }

  /**
   * Tells the last requests that are as the query says, such as `{verb: 'create', resource: 'configmaps'}`.
   *
   * @param {Query} [query] Without it, all.
   * @returns {Promise<{number: number, verb: string, path: string, resource: string, namespace: string, name: string, code: number,
   *   user: string, userAgent: string, manager: string, fault?: string, [more: string]: unknown}[]>}
   */
  async requests(query) {
    return (await this.call('GET', 'requests', undefined, query)).items;
  }

  /**
   * Waits until something is so: `{for: 'create', resource: 'configmaps', namespace: 'default', name: 'web'}`, `{quiet: '2s'}` or
   * `{requests: 3, verb: 'create'}`.
   *
   * @param {Query} query With `timeout`, `30s` unless it says another.
   * @returns {Promise<{revision: number, object?: any, requests?: any[]}>} What has come to be so.
   * @throws {CoracleError} It is not so in time (504); with what there is instead.
   */
  wait(query) {
    return this.#server.ask('GET', `/worlds/${this.name}/coracle/v1/wait`, undefined, query, WAIT_TIMEOUT);
  }

  /**
   * Asks for anything below /coracle/v1 of this world, as `Server.call` does of the server.
   *
   * @param {string} method
   * @param {string} what Such as `log` or `clock`.
   * @param {unknown} [body]
   * @param {Query} [query]
   * @returns {Promise<any>}
   */
  call(method, what, body, query) {
    return this.#server.ask(method, `/worlds/${this.name}/coracle/v1/${what}`, body, query);
  }

  /**
   * Deletes it, its snapshots and its kubeconfig's file; what is gone already is no error. A test's world is deleted by itself.
   *
   * @returns {Promise<void>}
   */
  async delete() {
    if (this.#isDeleted || this.#server.isGone) return;
    for (const what of [`worlds/${this.name}`, ...this.#snapshots.map((name) => `snapshots/${name}`)]) {
      try {
        await this.#server.call('DELETE', what);
      } catch (error) {
        if (!(error instanceof CoracleError && error.code === 404)) throw error;
      }
    }
    if (this.#file) await rm(path.dirname(await this.#file), { recursive: true, force: true });
    this.#isDeleted = true;
  }

  /** For `await using w = await world()`. */
  [Symbol.asyncDispose]() {
    return this.delete();
  }
}

/**
 * How a server is asked.
 *
 * @typedef {{url: string, token: string, authority: string | undefined}} Access
 */

/**
 * @param {string} file
 * @returns {Promise<Access>}
 */
async function accessOf(file) {
  let access;
  try {
    access = readKubeconfig(await readFile(file, 'utf8'));
  } catch (error) {
    throw new CoracleError(`the server's kubeconfig ${file} cannot be used: ${/** @type {Error} */ (error).message}`);
  }
  if (access.url.includes('/worlds/')) {
    throw new CoracleError(`${file} is the kubeconfig of a world; worlds are made by that of the server`);
  }
  return access;
}

/**
 * Reads what Coracle writes, each value in a line of its own: there is nothing in Node that reads YAML.
 *
 * @param {string} text
 * @returns {Access}
 */
function readKubeconfig(text) {
  /** @param {string} name */
  const value = (name) => {
    const found = [...text.matchAll(new RegExp(`^\\s+${name}: (.+)$`, 'gm'))].map((match) => match[1]);
    if (found.length > 1) throw new CoracleError(`it has more than one ${name}; give one as coracle serve writes it`);
    return found[0]?.startsWith('"') ? JSON.parse(found[0]) : found[0];
  };
  const [url, token, authority] = [value('server'), value('token'), value('certificate-authority-data')];
  if (!url || !token) throw new CoracleError('it has no server, or no token; give one as coracle serve writes it');
  return { url, token, authority: authority && Buffer.from(authority, 'base64').toString() };
}

/**
 * The program's path.
 *
 * @param {string | undefined} program
 */
function find(program) {
  const [named, from] = program ? [program, 'the option program'] : [process.env.CORACLE, 'the environment variable CORACLE'];
  const name = named || 'coracle';
  const folders = name.includes('/') ? [''] : (process.env.PATH ?? '').split(path.delimiter);
  for (const folder of folders) {
    const file = folder ? path.join(folder, name) : path.resolve(name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // The next one.
    }
  }
  if (named) throw new CoracleError(`the program of ${from} cannot be used: there is no program ${named}`);
  try {
    return createRequire(import.meta.url).resolve('coracle/bin/coracle');
  } catch {
    throw new CoracleError(
      'there is no program coracle on PATH, and no package coracle that has it: install one of them, or name the program by the environment variable CORACLE=/path/to/coracle',
    );
  }
}

/**
 * A server that was started.
 *
 * @typedef {object} Running
 * @property {string} folder Where it keeps its own files, which it removes at its end.
 * @property {() => boolean} hasEnded
 * @property {() => string} said The end of what it said on standard error.
 * @property {() => Promise<void>} stop
 */

/** @param {StartOptions} options */
async function launch(options) {
  const program = find(options.program);
  // By its id, so that it is missed also where it is killed before the server has begun to look.
  const words = ['serve', '--ephemeral', '--listen', '127.0.0.1:0', `--exit-with-parent=${process.pid}`];
  if (options.faults) words.push('--faults');
  if (options.deterministic) words.push('--deterministic');
  if (options.seed) words.push('--seed', options.seed);
  words.push(...(options.arguments ?? []));
  // The two contradict --ephemeral; all others are the user's to set, as for any coracle serve.
  const { CORACLE_DATA, CORACLE_EPHEMERAL, ...env } = process.env;
  // Not ended by the Ctrl-C that ends the tests, nor by who kills their process group: it sees that they are gone, and cleans up.
  const child = spawn(program, words, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let said = '';
  let line = '';
  let hasEnded = false;
  child.stderr.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-KEPT_OUTPUT)));
  const ended = new Promise((resolve) => child.once('close', resolve)).then(() => (hasEnded = true));
  // Once: a second signal would end it at once, with its folder left behind.
  let isTold = false;
  const kill = () => {
    if (!isTold) isTold = child.kill('SIGTERM');
  };
  // Sooner than it looks for its parent, and in worker threads that end by themselves.
  process.once('exit', kill);
  // Where a runner has started this process, as `node --test` and vitest do for each file: when that is killed, nobody ends this one.
  const runner = process.ppid;
  const isRun = process.connected || process.env.NODE_TEST_CONTEXT !== undefined;
  const watch = setInterval(() => isRun && process.ppid !== runner && kill(), RUNNER_EVERY).unref();
  const stop = async () => {
    process.off('exit', kill);
    clearInterval(watch);
    if (hasEnded) return;
    child.ref();
    kill();
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT);
    await ended;
    clearTimeout(late);
  };
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const why = await new Promise((resolve) => {
    timer = setTimeout(() => resolve(`is not ready after ${START_TIMEOUT / 1000} s`), START_TIMEOUT);
    child.once('error', (error) => resolve(`does not start: ${error.message}`));
    ended.then(() => resolve('does not start'));
    child.stdout.setEncoding('utf8').on('data', (text) => {
      if (line.includes('\n')) return;
      line += text;
      if (line.includes('\n')) resolve(undefined);
    });
  });
  clearTimeout(timer);
  const [, file] = /^ready \S+ kubeconfig=(.+)\n/.exec(line) ?? [];
  if (why || !file) {
    await stop();
    const output = (line + said).trim();
    throw new CoracleError(`${program} ${why ?? 'does not start'}${output && `; it said:\n${output}`}`);
  }
  // From here on, it does not keep the tests' process from ending.
  child.unref();
  for (const pipe of [child.stdout, child.stderr]) /** @type {import('node:net').Socket} */ (pipe).unref();
  const running = { folder: path.dirname(file), hasEnded: () => hasEnded, said: () => said.trim(), stop };
  try {
    return new Server(await accessOf(file), options, running);
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {string[]} words
 * @param {string} input
 */
async function run(program, words, input) {
  // What the environment says of servers and worlds is not about this one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CORACLE_')));
  const child = spawn(program, words, { env, stdio: ['pipe', 'ignore', 'pipe'], timeout: CALL_TIMEOUT });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-KEPT_OUTPUT)));
  // It may end before it has read all.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new CoracleError(said.trim() || `${program} ${words[0]} has ended with ${code}`);
}
