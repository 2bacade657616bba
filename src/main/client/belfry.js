import { Attention } from './attention.js';
import { Connection } from './connection.js';
import { BelfryError } from './error.js';
import { Inbox } from './inbox.js';
import { Memory } from './memory.js';
import { Progress } from './progress.js';
import { Rest } from './rest.js';
import { Sharing } from './sharing.js';
import { Tokens, nobody } from './tokens.js';
import { TRANSPORTS } from './transports.js';

export { BelfryError };

/** Who has been away for more changes than this fetches the inbox afresh instead. */
const LONGEST_CATCH_UP = 1000;

/**
 * One person's inbox in this browser: follows it live, whatever happens to the network, and acts on
 * it. All tabs of a browser share one connection. See docs/client.md.
 */
export class Belfry {
  #options;
  #tokens;
  #rest;
  #memory;
  #handlers = {};
  #attention;
  #attending;
  #life;
  #isBegun;
  #sharing;
  #connection;
  #progress;
  #state = { state: 'new' };
  #user = null;
  #former = null;

  constructor(options = {}) {
    this.#options = {
      url: new URL('..', import.meta.url).href,
      transports: Object.keys(TRANSPORTS),
      share: true,
      remember: true,
      connect: true,
      ...options,
    };
    this.#tokens = new Tokens(this.#options, (user) => this.#isNow(user));
    this.#rest = new Rest(this.#options.url, this.#tokens, () => this.#user);
    this.#memory = new Memory(this.#rest.base, this.#options.remember);
    this.#progress = new Progress(this.#rest, (event, detail) => this.#emit(event, detail));
    this.#connection = new Connection(this.#rest, this.#tokens, this.#options.transports, this.#home());
    this.inbox = new Inbox(this, this.#rest, (counts) => this.#progress.count(counts));
    // not at once, so that handlers can be set before
    if (this.#options.connect) queueMicrotask(() => this.#state.state === 'new' && this.connect());
  }

  /** Where the connection stands. */
  get state() {
    return this.#state;
  }

  /** The counts as of the latest change that is known of. */
  get counts() {
    return this.#progress.counts;
  }

  /** The number up to which everything has been received; null before the first connection. */
  get head() {
    return this.#progress.cursor?.head ?? null;
  }

  /** Whose inbox this is; null while nobody is known to be signed in. */
  get user() {
    return this.#user;
  }

  /** What time it is at the server. */
  get now() {
    return Date.now() + this.#rest.ahead;
  }

  /** Calls `handler` on each `event`; returns a function that ends that. */
  on(event, handler) {
    (this.#handlers[event] ??= new Set()).add(handler);
    return () => this.#handlers[event].delete(handler);
  }

  /** What the connection knows of this. */
  #home() {
    const progress = this.#progress;
    return {
      get cursor() {
        return progress.cursor;
      },
      frame: (frame, link) => this.#attention?.slept() || this.#lead(frame, link),
      become: (state, more) => this.#become(state, more),
      stop: (reason, error) => this.#stop(reason, error),
      askAnew: () => {
        this.#sharing?.say({ kind: 'who' });
        this.#askAnew();
      },
      count: (counts) => progress.count(counts),
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
    if (state === this.#state.state && !['waiting', 'stopped'].includes(state)) return;
    this.#state = { state, ...more };
    if (state === 'live') this.#progress.wasLive = true;
    if (this.#sharing?.leads && state !== 'stopped') this.#sharing.say({ kind: 'state', state: this.#state });
    this.#emit('state', this.#state);
  }

  /** Somebody is signed in, or nobody: nothing of one person is shown to another. */
  #isNow(user) {
    const former = this.#user;
    if (user === former) return;
    this.#user = user;
    if (former) {
      this.#former = { user: former, cursor: this.#progress.cursor };
      this.#progress.clear();
    }
    this.#emit('user', { user });
    if (!user || !this.#former) return;
    if (this.#former.user === user) this.#progress.cursor = this.#former.cursor;
    this.#emit('reset', this.counts);
    if (!this.#isBegun) return;
    this.#sharing?.say({ kind: 'who' });
    this.#begin();
  }

  /** Begins to follow the inbox; what runs already goes on, and stops waiting. */
  connect() {
    if (!globalThis.document) return; // on a server, where pages are made
    if (this.#life) return this.#connection.wake();
    // somebody else may be signed in now
    if (this.#state.state !== 'new' && this.#tokens.renews) this.#tokens.drop();
    this.#attend();
    this.#begin();
  }

  #attend() {
    if (this.#attention) return;
    const { signal } = (this.#attending = new AbortController());
    let ran;
    const told = {
      look: () => this.#look(),
      doubt: () => this.#connection.doubt(),
      away: () => (ran = this.#away()),
      back: () => (ran ? this.connect() : this.#look()),
    };
    this.#attention = new Attention(told, signal);
    this.#memory.onSignOut(() => this.#stop('token', nobody('signed out')), signal);
  }

  /** The page is looked at: who was not signed in may be now, and a connection may have died. */
  #look() {
    if (this.#life) {
      this.#connection.wake();
      this.#connection.doubt();
      this.#sharing?.ask();
      this.#compare();
    } else if (this.#state.reason === 'token' && this.#tokens.renews) {
      this.connect();
    }
  }

  /**
   * Whether the tab that has the connection still gets something by it: the timers of hidden tabs are slow, so that
   * it may take a minute to notice by itself.
   */
  async #compare() {
    const sharing = this.#sharing;
    if (!sharing || sharing.leads) return;
    const { epoch, head } = await this.#rest.json('/counts').catch(() => ({}));
    const mine = this.#progress.cursor;
    if (sharing !== this.#sharing || epoch !== mine?.epoch || !(head > mine.head)) return;
    this.#progress.follow({ epoch, head });
    sharing.take();
  }

  #quit() {
    this.#life?.abort();
    this.#sharing?.close();
    this.#life = this.#sharing = null;
    this.#isBegun = false;
  }

  /** Shows nothing and holds no connection until it is known anew who is signed in. */
  #away() {
    const ran = !!this.#life;
    this.#quit();
    if (this.#tokens.renews) this.#tokens.drop();
    this.#isNow(null);
    return ran;
  }

  /** Somebody may have signed out or in, says the server or a tab. */
  #askAnew() {
    if (this.#away()) this.connect();
  }

  /** Stops following and lets another tab hold the connection. */
  close() {
    this.#attending?.abort();
    this.#attention = null;
    if (this.#life || this.#state.state === 'new') this.#stop('closed');
  }

  /** Nobody is signed in any more, in no tab of this browser: forgets who was, and what was shown. */
  signOut() {
    this.#memory.signOut(this.#user);
    this.#stop('token', nobody('signed out'));
  }

  #stop(reason, error) {
    if (!this.#life && this.#state.reason === reason) return;
    const isOver = ['token', 'not-allowed'].includes(reason);
    if (isOver && this.#user) this.#sharing?.say({ kind: 'who' });
    this.#quit();
    if (isOver) {
      this.#tokens.drop();
      this.#isNow(null);
    }
    this.#become('stopped', { reason, ...(error && { code: error.code, message: error.message }) });
  }

  /** Hands over a fresh token, of whoever it is; what stopped for its want begins. None: nobody is signed in. */
  refresh(token) {
    try {
      this.#tokens.use(token);
    } catch (e) {
      return this.#stop('token', e);
    }
    if (this.#life) this.#connection.renew(token);
    else if (this.#state.reason === 'token') this.#begin();
  }

  /** True for the first of all tabs that asks within a few seconds; for what should happen once. */
  once(what) {
    return Sharing.once(`${this.#memory.name(this.#user)} ${what}`);
  }

  async #begin() {
    this.#quit();
    const { signal } = (this.#life = new AbortController());
    this.#become('connecting');
    this.#tokens.dropOlder(this.#memory.signedOutAt);
    await this.#connection.authorize(signal);
    if (signal.aborted) return;
    this.#isBegun = true;
    this.#progress.cursor ??= this.#memory.cursorOf(this.#user);
    const run = (term) => this.#connection.run(term);
    if (this.#options.share) this.#sharing = Sharing.begin(this.#memory.name(this.#user), run, (said) => this.#hear(said));
    if (!this.#sharing) run(signal);
  }

  /** A frame of this tab's own connection. */
  #lead(frame, link) {
    const prev = this.#progress.cursor;
    const { event, epoch, head } = frame;
    if (event === 'hello' && prev?.epoch === epoch && head - prev.head > LONGEST_CATCH_UP) {
      this.#lead({ ...frame, event: 'reset' }, link);
      link.again = true;
      return link.end();
    }
    this.#progress.take(frame, prev);
    if (event !== 'ok' && event !== 'error') {
      this.#memory.keep(this.#user, this.#progress.cursor);
      this.#sharing?.say({ kind: 'frame', frame, prev });
    }
    if (event === 'caught-up') this.#become('live', { transport: link.transport });
  }

  /** What another tab says. */
  #hear({ kind, from, state, counts, cursor, frame, prev }) {
    const leads = this.#sharing?.leads;
    if (kind === 'who') return this.#askAnew();
    if (kind === 'ask' && leads) {
      this.#connection.doubt();
      this.#sharing.say({ kind: 'tell', state: this.#state, counts: this.counts, cursor: this.#progress.cursor });
    }
    if (from !== 'leader' || leads) return;
    if (state) this.#become(state.state, { ...state, shared: true });
    if (counts) this.#progress.count(counts);
    if (kind === 'tell' && cursor) this.#progress.follow(cursor);
    if (kind === 'frame') this.#progress.hear(frame, prev);
  }
}
