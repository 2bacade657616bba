import { BelfryError } from './error.js';
import { TRANSPORTS } from './transports.js';

/** After these there is no coming back; see the close codes in docs/protocol.md. */
const FINAL = {
  4400: 'not-understood',
  4403: 'not-allowed',
  4408: 'replaced',
  4429: 'rate-limited',
  401: 'token',
  403: 'not-allowed',
};

/** Not the transport's fault: another one would be refused as well. */
const NOT_THE_TRANSPORT = [0, 401, 403, 429, 503];

const RESTARTING = 4000;
const TOKEN = 4401;
/** By the page's own backend: whoever was signed in may not be any more. */
const ENDED = 4410;

/** How long the first frame may take; proxies that hold back a stream never let it through. */
const GREETING = 10_000;
/** How long nothing may come before the server is asked, and how long it may take to answer. */
const IDLE = 50_000;
const ANSWER = 12_000;
/** The same while somebody looks, or where there may be no network. */
const ANSWER_NOW = 3_500;
/** Where asking is not possible; and how long nothing may have come where somebody looks. */
const SILENT = 150_000;
const SOUND = 35_000;
const WATCH = 5_000;
const LONGEST_PAUSE = 30_000;
/** What setTimeout can hold. */
const FOREVER = 2 ** 31 - 1;
const TRY_BETTER_AGAIN = 600_000;

/**
 * Connects, and connects again, until it is told to stop or that is final. Says how it goes to
 * `home`: `cursor`, `frame(frame, link)`, `become(state, more)`, `stop(reason, error)`,
 * `count(counts)`, `askAnew()`.
 */
export class Connection {
  #rest;
  #tokens;
  #transports;
  #home;
  #link;
  #endPause;

  constructor(rest, tokens, transports, home) {
    this.#rest = rest;
    this.#tokens = tokens;
    this.#transports = transports;
    this.#home = home;
  }

  /** Does not wait any longer, if it does. */
  wake() {
    this.#endPause?.();
  }

  /** Asks whether the server is still there, and does not wait long for an answer. */
  doubt() {
    this.#link?.doubt();
  }

  /** Shows a fresh token on the connection as it is. */
  renew(token) {
    this.#link?.renew(token);
  }

  /** Gets a token, however often that has to be tried. */
  async authorize(signal) {
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        return await this.#tokens.get();
      } catch (e) {
        await this.#setBack(signal, tries, e);
      }
    }
  }

  async run(signal) {
    let tries = 0;
    let rung = 0;
    let demoted = 0;
    let misses = 0;
    while (!signal.aborted) {
      // offline it goes on trying: what the browser knows of the network is a hint
      if (navigator.onLine || !tries) this.#home.become('connecting');
      if (rung && Date.now() - demoted > TRY_BETTER_AGAIN) rung = 0;
      const transport = this.#transports[rung];
      const link = this.#open(signal, transport);
      let { code, error } = await TRANSPORTS[transport](this.#rest, link).then(
        (code) => ({ code }),
        (error) => ({ error }),
      );
      link.end();
      if (signal.aborted || link.again) continue;
      if (!link.greeted && !NOT_THE_TRANSPORT.includes(error?.status) && !(code >= 4000)) {
        // a refused handshake gives no reason, so ask where one is given
        error = await this.#rest.json('/counts').then((counts) => this.#home.count(counts), (e) => e);
        // a server that has just come up may have missed one; of a proxy that lets none through it is two
        if (!error && ++misses > 1 && this.#transports[rung + 1]) {
          rung++;
          misses = 0;
          demoted = Date.now();
          continue;
        }
      } else {
        misses = 0;
      }
      if (code === ENDED && this.#tokens.renews) return this.#home.askAnew();
      if (code === TOKEN || code === ENDED) {
        error = await this.#anotherToken();
        if (!error) continue;
      }
      tries = link.greeted && Date.now() - link.greeted > GREETING ? 0 : tries + 1;
      await this.#setBack(signal, tries, error, code);
    }
  }

  /** Why there is none, or nothing. */
  async #anotherToken() {
    if (!this.#tokens.renews) return new BelfryError(401, 'token-expired', 'the token has expired');
    return this.#tokens.get(true).then(() => null, (e) => e);
  }

  /** Gives up where that is final, or waits for a while. */
  async #setBack(signal, tries, error, code) {
    if (signal.aborted) return;
    const final = FINAL[error?.status ?? code];
    if (final) return this.#home.stop(final, error);
    // at random, so that the clients of a server that went away do not come back all at once
    const most = code === RESTARTING ? 3000 : Math.min(LONGEST_PAUSE, 500 * 2 ** tries);
    const wait = (error?.retryAfter * 1000 || 0) + most * (0.2 + 0.8 * Math.random());
    if (navigator.onLine) this.#home.become('waiting', { code, retryAt: Date.now() + wait });
    else this.#home.become('offline');
    await this.#pause(signal, wait);
  }

  /** Until time is up, or there is reason to try at once. */
  #pause(signal, millis) {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, millis);
      signal.addEventListener('abort', end);
      this.#endPause = end;
    });
  }

  /** What one connection lives with: its frames, its end, its token, and whether it is there. */
  #open(signal, transport) {
    const home = this.#home;
    const ending = new AbortController();
    const timers = {};
    let heard = Date.now();
    let due = Infinity;
    const command = (cmd) => {
      if (!ending.signal.aborted) link.send?.(cmd);
    };
    const ack = () => {
      timers.ack = null;
      if (home.cursor) command({ cmd: 'ack', head: home.cursor.head });
    };
    const link = {
      transport,
      signal: ending.signal,
      greeted: 0,
      get cursor() {
        return home.cursor;
      },
      heard() {
        heard = Date.now();
        due = Infinity;
      },
      frame(frame) {
        if (ending.signal.aborted) return;
        link.heard();
        link.greeted ||= heard;
        if (frame.event === 'error' && frame.ref === 'token') return link.end();
        home.frame(frame, link);
        if (frame.head) timers.ack ??= setTimeout(ack, 1000);
      },
      renew: (token) => command({ cmd: 'token', token, ref: 'token' }),
      doubt() {
        if (!link.greeted) return;
        if (link.send) ask(ANSWER_NOW);
        // by the others nothing can be asked, but something comes every 25 seconds
        else if (Date.now() - heard > SOUND) link.end();
      },
      end: () => ending.abort(),
    };
    const ask = (patience) => {
      // asked again, it has no longer to answer
      if (due === Infinity) command({ cmd: 'ack', head: home.cursor?.head ?? 0, ref: 'there?' });
      due = Math.min(due, Date.now() + patience);
      clearTimeout(timers.answer);
      timers.answer = setTimeout(() => due <= Date.now() + 50 && link.end(), due - Date.now());
    };
    timers.watch = setInterval(() => {
      const idle = Date.now() - heard;
      if (idle > (link.greeted ? SILENT : GREETING)) link.end();
      // browsers do not tell of pings, and a network that vanishes says nothing
      else if (idle > IDLE && link.send) ask(ANSWER);
    }, WATCH);
    if (this.#tokens.renews) this.#renewInTime(link, timers);
    signal.addEventListener('abort', link.end);
    link.signal.addEventListener('abort', () => {
      signal.removeEventListener('abort', link.end);
      Object.values(timers).forEach(clearTimeout);
    });
    return (this.#link = link);
  }

  #renewInTime(link, timers, least = 500) {
    const wait = Math.min(Math.max(this.#tokens.freshFor, least), FOREVER);
    timers.renewal = setTimeout(async () => {
      const isOver = this.#tokens.freshFor <= 0;
      const token = await this.#tokens.get(isOver).catch((e) => e);
      if (link.signal.aborted) return;
      if (token?.status === 401) return this.#home.stop('token', token);
      const isToken = typeof token === 'string';
      if (isToken && isOver) link.renew(token);
      // without one the server says when the old one is over
      this.#renewInTime(link, timers, isToken ? 500 : 5000);
    }, wait);
  }
}
