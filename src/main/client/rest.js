/** A call that did not go well: `status` 0 means that the server could not be reached. */
export class BelfryError extends Error {
  constructor(status, code, message, retryAfter = 0) {
    super(message);
    this.name = 'BelfryError';
    this.status = status;
    this.code = code;
    /** Seconds after which the server wants to be asked again, 0 where it does not say. */
    this.retryAfter = retryAfter;
  }
}

/** What a token says of itself; nothing, where it is no JWT. */
function claims(token) {
  try {
    const part = token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
    const bytes = Uint8Array.from(atob(part), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return {};
  }
}

/** How long before its end a token is renewed. */
const MARGIN = 15_000;

/** The REST interface with a token that is fetched when it is needed and renewed before it ends. */
export class Rest {
  #getToken;
  #token;
  #gotAt = 0;
  #asking;

  constructor(url, token, getToken) {
    this.base = new URL(url.endsWith('/') ? url : url + '/', document.baseURI);
    this.#getToken = getToken;
    if (token) this.use(token);
  }

  /** Takes a token that somebody else has fetched; of the same user, always. */
  use(token) {
    const { sub } = this.claims;
    if (sub && sub !== claims(token).sub) {
      throw new BelfryError(403, 'not-allowed', "this token is another user's");
    }
    this.#token = token;
    this.#gotAt = Date.now();
  }

  get claims() {
    return claims(this.#token);
  }

  /** Whether another token can be had. */
  get renews() {
    return !!this.#getToken;
  }

  /** Milliseconds until the token should be renewed. */
  get freshFor() {
    const end = this.claims.exp * 1000;
    if (!end) return 1e9;
    const life = end - this.#gotAt;
    // over before it was got: this clock is wrong, and the server says when it is really over
    if (life <= 0) return this.#gotAt + MARGIN - Date.now();
    return end - Date.now() - Math.min(MARGIN, life / 4);
  }

  /** A token that is good for a while; a new one where the old was refused. */
  async token(refused) {
    if (!this.renews || (this.#token && !refused && this.freshFor > 0)) return this.#token;
    // those who ask meanwhile share the answer
    this.#asking ??= Promise.resolve()
      .then(() => this.#getToken())
      .finally(() => (this.#asking = null));
    const token = await this.#asking;
    if (!token) throw new BelfryError(401, 'token-missing', 'nobody is signed in');
    this.use(token);
    return token;
  }

  /** An answer of the server that is not a refusal; asks once more with a new token after 401. */
  async fetch(path, options = {}, again = true) {
    const token = await this.token();
    const headers = { ...options.headers, Authorization: 'Bearer ' + token };
    let response;
    try {
      response = await fetch(new URL(path, this.base), { cache: 'no-store', ...options, headers });
    } catch (e) {
      if (options.signal?.aborted) throw e;
      throw new BelfryError(0, 'unreachable', 'the server could not be reached');
    }
    if (response.ok) return response;
    if (response.status === 401 && again && this.renews) {
      await this.token(true);
      return this.fetch(path, options, false);
    }
    const problem = await response.json().catch(() => ({}));
    throw new BelfryError(
      response.status,
      problem.code ?? 'refused',
      problem.detail ?? response.statusText,
      +response.headers.get('Retry-After') || 0,
    );
  }

  /** The JSON of an answer; null where it has none. */
  async json(path, options) {
    const response = await this.fetch('api/v1/inbox' + path, options);
    return response.status === 204 ? null : response.json();
  }

  /** Something done to the inbox; it is carried out even if the page goes away meanwhile. */
  act(method, path, body) {
    return this.json(path, {
      method,
      keepalive: true,
      ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
  }
}
