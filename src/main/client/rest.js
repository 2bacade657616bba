import { BelfryError, warn } from './error.js';
import { nobody } from './tokens.js';

/** What browsers let a page that goes away send: 64 KB at a time, all together, and not many requests. */
const LAST_WORDS = 60_000;
const REQUEST = 1000;
/** How long an answer may take. */
const PATIENCE = 30_000;

/** The REST interface, on behalf of whoever is signed in. */
export class Rest {
  #tokens;
  #user;
  #leaving = 0;
  #isThere;
  /** How far the server's clock is ahead of this one, in milliseconds. */
  ahead = 0;

  /** @param user tells whose inbox this is */
  constructor(url, tokens, user) {
    this.base = new URL(url.endsWith('/') ? url : url + '/', globalThis.document?.baseURI ?? 'http://localhost');
    this.#tokens = tokens;
    this.#user = user;
  }

  token() {
    return this.#tokens.get();
  }

  /** An answer of the server that is not a refusal; asks once more with a new token after 401. */
  async fetch(path, options = {}, again = true, user = this.#user()) {
    const token = await this.#tokens.get();
    user ??= this.#user();
    // what one person wanted is not done to the inbox of another
    if (user !== this.#user()) throw nobody('somebody else is signed in');
    const headers = { ...options.headers, Authorization: 'Bearer ' + token };
    const signal = options.signal ?? AbortSignal.timeout(PATIENCE);
    const sent = fetch(new URL(path, this.base), { cache: 'no-store', ...options, signal, headers });
    const response = await sent.catch((e) => this.#failed(e, options));
    if (user !== this.#user()) throw nobody('signed out meanwhile');
    this.#isThere = true;
    this.#compareClocks(response);
    if (response.ok) return response;
    if (response.status === 401 && again && this.#tokens.renews) {
      await this.#tokens.get(true);
      return this.fetch(path, options, false, user);
    }
    const problem = await response.json().catch(() => ({}));
    if (!problem.code && response.status === 404) this.#isNoBelfry();
    if (problem.code === 'origin-refused') this.#isRefused();
    const { code = 'refused', detail = response.statusText, field } = problem;
    throw new BelfryError(response.status, code, detail, +response.headers.get('Retry-After') || 0, field);
  }

  /** A refused origin looks like no network to a page; but the client's own files are for everybody. */
  async #failed(e, { signal }) {
    if (signal?.aborted) throw e;
    if (!this.#isThere && this.base.origin !== globalThis.origin) {
      const file = new URL('client/belfry.js', this.base);
      await fetch(file, { method: 'HEAD', signal: AbortSignal.timeout(PATIENCE) }).then(() => this.#isRefused(), () => {});
    }
    throw new BelfryError(0, 'unreachable', 'the server could not be reached');
  }

  #isRefused() {
    warn(`${this.base} can be reached but refuses pages of ${globalThis.origin}; is that among its belfry.origins?`);
  }

  #isNoBelfry() {
    warn(`what answers at ${this.base} is not Belfry; is the url right?`);
  }

  /** By the time of an answer, which has whole seconds; less than some is the way of the answer. */
  #compareClocks(response) {
    const ahead = Date.parse(response.headers.get('Date')) + 500 - Date.now();
    if (ahead === ahead) this.ahead = Math.abs(ahead) < 5000 ? 0 : ahead;
  }

  /** The JSON of an answer; null where it has none. */
  async json(path, options = {}) {
    const response = await this.fetch('api/v1/inbox' + path, options);
    const text = await response.text().catch((e) => this.#failed(e, options));
    try {
      return text ? JSON.parse(text) : null;
    } catch {
      this.#isNoBelfry();
      throw new BelfryError(0, 'not-understood', 'the answer is not JSON');
    }
  }

  /** Something done to the inbox; it is carried out even if the page goes away meanwhile. */
  async act(method, path, body) {
    body = JSON.stringify(body);
    const weight = body.length + REQUEST;
    const keepalive = (this.#leaving += weight) < LAST_WORDS;
    const options = { method, body, headers: { 'Content-Type': 'application/json' } };
    try {
      return await this.json(path, { ...options, keepalive });
    } catch (e) {
      // others of this page may have used up what is allowed
      if (!keepalive || e.status !== 0) throw e;
      return await this.json(path, options);
    } finally {
      this.#leaving -= weight;
    }
  }
}
