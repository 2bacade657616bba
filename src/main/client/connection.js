import { BelfryError } from './rest.js';
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

/** How long the first frame may take; proxies that hold back a stream never let it through. */
const GREETING = 10_000;
/** How long nothing may come before the server is asked, and how long it may take to answer. */
const IDLE = 50_000;
const ANSWER = 12_000;
/** Where asking is not possible. */
const SILENT = 150_000;
const WATCH = 5_000;
const LONGEST_PAUSE = 30_000;
/** What setTimeout can hold. */
const FOREVER = 2 ** 31 - 1;
const TRY_BETTER_AGAIN = 600_000;

/**
 * Connects, and connects again, until it is told to stop or that is final. Says how it goes to
 * `home`: `cursor`, `frame(frame, link)`, `become(state, more)`, `stop(reason, error)`,
 * `count(counts)`.
 */
export class Connection {
  #rest;
  #transports;
  #home;
  #link;
  #endPause;

  constructor(rest, transports, home) {
    this.#rest = rest;
    this.#transports = transports;
    this.#home = home;
  }

  /** Does not wait any longer, if it does. */
  wake() {
    this.#endPause?.();
  }

  /** Lets go of the network; comes back when there is one. */
  drop() {
    this.#link?.end();
  }

  /** Shows a fresh token on the connection as it is. */
  renew(token) {
    this.#link?.renew(token);
  }

  /** Gets a token, however often that has to be tried. */
  async authorize(signal) {
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        return await this.#rest.token();
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
      if (!navigator.onLine) {
        this.#home.become('offline');
        await this.#pause(signal, FOREVER);
        continue;
      }
      this.#home.become('connecting');
      if (rung && Date.now() - demoted > TRY_BETTER_AGAIN) rung = 0;
      const transport = this.#transports[rung];
      const link = this.#open(signal, transport);
      let { code, error } = await TRANSPORTS[transport](this.#rest, link).then(
        (code) => ({ code }),
        (error) => ({ error }),
      );
      link.end();
      if (signal.aborted || link.again || !navigator.onLine) continue;
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
      if (code === TOKEN) {
        error = await this.#anotherToken();
        if (!error) continue;
      }
      tries = link.greeted && Date.now() - link.greeted > GREETING ? 0 : tries + 1;
      await this.#setBack(signal, tries, error, code);
    }
  }

  /** Why there is none, or nothing. */
  async #anotherToken() {
    if (!this.#rest.renews) return new BelfryError(401, 'token-expired', 'the token has expired');
    return this.#rest.token(true).then(() => null, (e) => e);
  }

  /** Gives up where that is final, or waits for a while. */
  async #setBack(signal, tries, error, code) {
    if (signal.aborted) return;
    const final = FINAL[error?.status ?? code];
    if (final) return this.#home.stop(final, error);
    // at random, so that the clients of a server that went away do not come back all at once
    const most = code === RESTARTING ? 3000 : Math.min(LONGEST_PAUSE, 500 * 2 ** tries);
    const wait = (error?.retryAfter * 1000 || 0) + most * (0.2 + 0.8 * Math.random());
    this.#home.become('waiting', { code, retryAt: Date.now() + wait });
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
    let asked = 0;
    const command = (cmd) => {
      if (!ending.signal.aborted) link.send?.(cmd);
    };
    const ack = (ref) => {
      timers.ack = null;
      if (home.cursor) command({ cmd: 'ack', head: home.cursor.head, ref });
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
        asked = 0;
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
      end: () => ending.abort(),
    };
    timers.watch = setInterval(() => {
      const idle = Date.now() - heard;
      if (!link.greeted && idle > GREETING) link.end();
      else if (asked ? Date.now() - asked > ANSWER : idle > SILENT) link.end();
      else if (idle > IDLE && !asked && link.send) {
        // browsers do not tell of pings, and a network that vanishes says nothing
        asked = Date.now();
        ack('there?');
      }
    }, WATCH);
    if (this.#rest.renews) this.#renewInTime(link, timers);
    signal.addEventListener('abort', link.end);
    link.signal.addEventListener('abort', () => {
      signal.removeEventListener('abort', link.end);
      Object.values(timers).forEach(clearTimeout);
    });
    return (this.#link = link);
  }

  #renewInTime(link, timers, least = 500) {
    const wait = Math.min(Math.max(this.#rest.freshFor, least), FOREVER);
    timers.renewal = setTimeout(async () => {
      const isOver = this.#rest.freshFor <= 0;
      const token = await this.#rest.token(isOver).catch(() => null);
      if (token && isOver) link.renew(token);
      // without one the server says when the old one is over
      if (!link.signal.aborted) this.#renewInTime(link, timers, token ? 500 : 5000);
    }, wait);
  }
}
