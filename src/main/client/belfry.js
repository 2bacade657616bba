import { Connection } from './connection.js';
import { Inbox } from './inbox.js';
import { BelfryError, Rest } from './rest.js';
import { Sharing } from './sharing.js';
import { TRANSPORTS, caughtUp, changes } from './transports.js';

export { BelfryError };

/** Who has been away for more changes than this fetches the inbox afresh instead. */
const LONGEST_CATCH_UP = 1000;

/**
 * One person's inbox in this browser: follows it live, whatever happens to the network, and acts on
 * it. All tabs of a browser share one connection. See docs/client.md.
 */
export class Belfry {
  #options;
  #rest;
  #handlers = {};
  #life;
  #sharing;
  #connection;
  #cursor = null;
  #counts = { unread: 0, unseen: 0 };
  #state = { state: 'new' };
  #wasLive = false;
  #catching;
  #wanted = 0;

  constructor(options = {}) {
    this.#options = {
      url: new URL('..', import.meta.url).href,
      transports: Object.keys(TRANSPORTS),
      share: true,
      remember: true,
      connect: true,
      ...options,
    };
    const { url, token, getToken, connect } = this.#options;
    this.#rest = new Rest(url, token, getToken);
    this.#connection = new Connection(this.#rest, this.#options.transports, this.#home());
    this.inbox = new Inbox(this, this.#rest, (counts) => this.#count(counts));
    // not at once, so that handlers can be set before
    if (connect) queueMicrotask(() => this.connect());
  }

  /** Where the connection stands. */
  get state() {
    return this.#state;
  }

  /** The counts as of the latest change that is known of. */
  get counts() {
    return this.#counts;
  }

  /** The number up to which everything has been received; null before the first connection. */
  get head() {
    return this.#cursor?.head ?? null;
  }

  /** Whose inbox this is, once there is a token. */
  get user() {
    return this.#rest.claims.sub;
  }

  /** Calls `handler` on each `event`; returns a function that ends that. */
  on(event, handler) {
    (this.#handlers[event] ??= new Set()).add(handler);
    return () => this.#handlers[event].delete(handler);
  }

  /** What the connection knows of this. */
  #home() {
    const belfry = this;
    return {
      get cursor() {
        return belfry.#cursor;
      },
      frame: (frame, link) => this.#lead(frame, link),
      become: (state, more) => this.#become(state, more),
      stop: (reason, error) => this.#stop(reason, error),
      count: (counts) => this.#count(counts),
    };
  }

  #emit(event, detail) {
    for (const handler of this.#handlers[event] ?? []) {
      try {
        handler(detail);
      } catch (e) {
        reportError(e); // a handler that fails must not stop the stream
      }
    }
  }

  #become(state, more) {
    if (state === this.#state.state && state !== 'waiting') return;
    this.#state = { state, ...more };
    if (state === 'live') this.#wasLive = true;
    if (this.#sharing?.leads && state !== 'stopped') this.#sharing.say({ kind: 'state', state: this.#state });
    this.#emit('state', this.#state);
  }

  /** Begins to follow the inbox; what runs already goes on, and stops waiting. */
  connect() {
    if (this.#life) return this.#connection.wake();
    this.#life = new AbortController();
    const { signal } = this.#life;
    const when = (target, event, act) => target.addEventListener(event, act, { signal });
    const look = () => {
      this.#connection.wake();
      this.#sharing?.ask();
    };
    when(window, 'online', look);
    when(window, 'offline', () => this.#connection.drop());
    when(document, 'visibilitychange', () => document.visibilityState === 'visible' && look());
    // a page in the back-forward cache holds no connection
    when(window, 'pagehide', (e) => {
      if (!e.persisted) return;
      this.close();
      addEventListener('pageshow', () => this.connect(), { once: true });
    });
    this.#wasLive = false;
    this.#begin(signal);
  }

  /** Stops following and lets another tab hold the connection. */
  close() {
    this.#stop('closed');
  }

  #stop(reason, error) {
    if (!this.#life) return;
    this.#life.abort();
    this.#life = null;
    this.#sharing?.close();
    this.#sharing = null;
    this.#become('stopped', { reason, ...(error && { code: error.code, message: error.message }) });
  }

  /** Hands over a fresh token; the connection goes on, and one that stopped for its want begins. */
  refresh(token) {
    this.#rest.use(token);
    this.#connection.renew(token);
    if (this.#state.reason === 'token') this.connect();
  }

  /** True for the first of all tabs that asks within a few seconds; for what should happen once. */
  async once(what) {
    if (!navigator.locks) return true;
    return new Promise((resolve) => {
      navigator.locks.request(`${this.#name} ${what}`, { ifAvailable: true }, (lock) => {
        resolve(!!lock);
        return lock && new Promise((done) => setTimeout(done, 4000));
      });
    });
  }

  get #name() {
    return `belfry ${this.#rest.base} ${this.user}`;
  }

  async #begin(signal) {
    this.#become('connecting');
    await this.#connection.authorize(signal);
    if (signal.aborted) return;
    if (!this.#cursor) this.#recall();
    if (this.#options.share && Sharing.possible && this.user) {
      this.#sharing = new Sharing(
        this.#name,
        (term) => this.#connection.run(term),
        (message) => this.#hear(message),
      );
    } else {
      this.#connection.run(signal);
    }
  }

  /** A frame of this tab's own connection. */
  #lead(frame, link) {
    const prev = this.#cursor;
    const { event, epoch, head } = frame;
    if (event === 'hello' && prev?.epoch === epoch && head - prev.head > LONGEST_CATCH_UP) {
      this.#lead({ ...frame, event: 'reset' }, link);
      link.again = true;
      return link.end();
    }
    this.#apply(frame, prev);
    if (event !== 'ok' && event !== 'error') {
      this.#remember();
      this.#sharing?.say({ kind: 'frame', frame, prev });
    }
    if (event === 'caught-up') this.#become('live', { transport: link.transport });
  }

  /** What another tab says. */
  #hear({ kind, from, state, counts, cursor, frame, prev }) {
    if (kind === 'ask' && this.#sharing?.leads) {
      this.#sharing.say({ kind: 'tell', state: this.#state, counts: this.#counts, cursor: this.#cursor });
    }
    if (from !== 'leader' || this.#sharing?.leads) return;
    if (state) this.#become(state.state, { ...state, shared: true });
    if (counts) this.#count(counts);
    if (kind === 'tell' && cursor) this.#follow(cursor);
    if (kind === 'frame') {
      // used only when it is exactly what comes next
      const mine = this.#cursor;
      const fits = mine && prev?.epoch === mine.epoch && prev.head <= mine.head;
      if (fits || !prev || frame.event === 'reset') this.#apply(frame, prev);
      else if (frame.head) this.#follow({ epoch: prev.epoch, head: frame.head });
    }
  }

  /** Makes up for what was not heard, out of the store. */
  async #follow({ epoch, head }) {
    if (!this.#cursor) return this.#move(epoch, head);
    this.#wanted = Math.max(this.#wanted, head);
    if (this.#catching || (epoch === this.#cursor.epoch && head <= this.#cursor.head)) return;
    this.#catching = true;
    const belfry = this;
    const link = {
      get cursor() {
        return belfry.#cursor;
      },
      frame: (frame) => this.#apply(frame, this.#cursor),
    };
    try {
      let page;
      do {
        page = await changes(this.#rest, link, { wait: 0 });
        page?.changes.forEach(link.frame);
        if (page && !page.more) link.frame(caughtUp(page));
      } while (page?.more || (page && this.#cursor.head < this.#wanted));
    } catch {
      // the next frame that is told of leads here again
    } finally {
      this.#catching = false;
      this.#wanted = 0;
    }
  }

  /** Takes a frame in, unless it was taken already. */
  #apply(frame, prev) {
    const { event, epoch, head } = frame;
    const mine = this.#cursor;
    const isReset = event === 'reset';
    this.#emit('frame', frame);
    if (event === 'hello') return this.#count(frame);
    if (isReset || event === 'caught-up') {
      if (isReset || mine?.epoch !== epoch || mine.head < head) this.#move(epoch, head);
      this.#count(frame, isReset);
      if (isReset) this.#emit(event, frame);
      return;
    }
    if (!mine || !['notification', 'changed', 'removed'].includes(event) || head < mine.head) return;
    // a large change comes in parts, which carry the number before it
    if (head === mine.head && (event === 'notification' || prev?.head !== head)) return;
    this.#move(mine.epoch, head);
    this.#count(frame);
    this.#emit(event, { ...frame, replayed: !this.#wasLive });
  }

  /** Newer counts never give way to older ones: answers and frames come by different ways. */
  #count({ epoch, head, unread, unseen }, always) {
    const now = this.#counts;
    const old = head < now.head && (!epoch || !now.epoch || epoch === now.epoch);
    if (old && !always) return;
    this.#counts = { epoch: epoch ?? now.epoch, head, unread, unseen };
    if (now.head == null || unread !== now.unread || unseen !== now.unseen) {
      this.#emit('counts', this.#counts);
    }
  }

  #move(epoch, head) {
    this.#cursor = { epoch, head };
  }

  #remember() {
    try {
      if (this.#options.remember && this.#cursor) {
        localStorage.setItem(this.#name, JSON.stringify(this.#cursor));
      }
    } catch {
      // no storage: the next page begins afresh
    }
  }

  #recall() {
    try {
      const { epoch, head } = JSON.parse(this.#options.remember && localStorage.getItem(this.#name));
      if (epoch && head >= 0) this.#move(epoch, head);
    } catch {
      // nothing remembered
    }
  }
}
