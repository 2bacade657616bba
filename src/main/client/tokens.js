import { BelfryError, warn } from './error.js';

/** How long before its end a token is renewed. */
const MARGIN = 15_000;
/** How long somebody may take who is asked for one. */
const PATIENCE = 15_000;

/** What a token says of itself; null, where it is none: a JWT of somebody. */
function claims(token) {
  try {
    const [, part, signature] = token.split('.');
    const bytes = Uint8Array.from(atob(part.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
    const said = JSON.parse(new TextDecoder().decode(bytes));
    return signature && said.sub ? said : null;
  } catch {
    return null;
  }
}

export const nobody = (why = 'nobody is signed in') => new BelfryError(401, 'token-missing', why);

/**
 * From the page's own backend, which knows who is signed in: `{"token":"…"}` or the token itself.
 * One that leads elsewhere leads to where one signs in, so nobody is.
 */
async function fetchToken(url) {
  const signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(url, { credentials: 'same-origin', cache: 'no-store', redirect: 'manual', signal });
  if ([401, 403].includes(response.status)) return null;
  if (response.type === 'opaqueredirect') return 'a redirect';
  if (!response.ok) throw new BelfryError(0, 'no-token', `${url} answers ${response.status}`);
  const answer = (await response.text()).trim();
  if (answer[0] !== '{') return answer;
  try {
    return JSON.parse(answer).token;
  } catch {
    return answer;
  }
}

/** Who is signed in: a token that is asked for when it is needed, and renewed before it ends. */
export class Tokens {
  #getToken;
  #became;
  #token = null;
  #gotAt = 0;
  #asking;

  /** @param became is called with whose the token is that has been taken */
  constructor({ token, getToken, tokenUrl }, became) {
    this.#getToken = getToken ?? (tokenUrl ? () => fetchToken(tokenUrl) : null);
    this.#became = became;
    if (token) {
      this.#token = token;
      this.#gotAt = Date.now();
    }
  }

  /** Takes a token, whoever has fetched it. */
  use(token) {
    const said = claims(token);
    if (!said) {
      if (token) warn('what was given as a token is none, so nobody is signed in; it was not sent anywhere');
      throw nobody();
    }
    this.#token = token;
    this.#gotAt = Date.now();
    this.#became(said.sub);
  }

  /** Forgets the token, and the one that is being asked for. */
  drop() {
    this.#token = null;
    this.#asking = null;
  }

  /** Forgets a token that was there before this time. */
  dropOlder(time) {
    if (this.#gotAt < time && time <= Date.now()) this.drop();
  }

  /** Whether another token can be had. */
  get renews() {
    return !!this.#getToken;
  }

  /** Milliseconds until the token should be renewed. */
  get freshFor() {
    const end = claims(this.#token)?.exp * 1000;
    if (!end) return 1e9;
    const life = end - this.#gotAt;
    // over before it was got: this clock is wrong, and the server says when it is really over
    if (life <= 0) return this.#gotAt + MARGIN - Date.now();
    return end - Date.now() - Math.min(MARGIN, life / 4);
  }

  /** A token that is good for a while; a new one where the old may be none any more. */
  async get(anew) {
    if (!this.renews || (this.#token && !anew && this.freshFor > 0)) {
      const said = claims(this.#token);
      if (said) this.#became(said.sub);
      else this.use(this.#token);
      return this.#token;
    }
    // those who ask meanwhile share the answer
    const asking = (this.#asking ??= this.#ask());
    try {
      const token = await asking;
      // signed out meanwhile: an answer from before is worth nothing
      if (this.#asking !== asking && this.#token !== token) throw nobody();
      if (!token || this.#token !== token) this.use(token);
      return token;
    } finally {
      if (this.#asking === asking) this.#asking = null;
    }
  }

  #ask() {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new BelfryError(0, 'no-token', 'no token came within 15 seconds')), PATIENCE);
    });
    return Promise.race([Promise.resolve().then(this.#getToken), late]).finally(() => clearTimeout(timer));
  }
}
