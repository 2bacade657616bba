/**
 * One tab per browser holds the connection: it has the Web Lock of that name, and tells the others
 * by a BroadcastChannel. When it goes away, however it goes, the next in the queue gets the lock.
 *
 * What is told is a hint, as everything live is: a tab that missed some of it notices by the
 * numbers and reads the store.
 */
export class Sharing {
  #name;
  #channel;
  #lead;
  #end = new AbortController();
  #term;
  #patience;

  /**
   * @param lead is called when it is this tab's turn, with a signal that ends it; resolves when
   *     this tab gives up by itself
   * @param hear is called with what other tabs say
   */
  constructor(name, lead, hear) {
    this.#name = name;
    this.#lead = lead;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = (e) => {
      if (e.data.from === 'leader') clearTimeout(this.#patience);
      hear(e.data);
    };
    this.#queue();
    this.ask();
  }

  /** Begins to share; null where that is not possible, as in old browsers and pages without TLS. */
  static begin(name, lead, hear) {
    try {
      return navigator.locks ? new Sharing(name, lead, hear) : null;
    } catch {
      return null; // denied, say in a sandboxed frame
    }
  }

  /** True for the first tab that asks within some seconds, and where tabs can't know of each other. */
  static once(name) {
    return new Promise((resolve) => {
      const keep = (lock) => {
        resolve(!!lock);
        return lock && new Promise((done) => setTimeout(done, 4000));
      };
      if (navigator.locks) navigator.locks.request(name, { ifAvailable: true }, keep).catch(() => resolve(true));
      else resolve(true);
    });
  }

  get leads() {
    return !!this.#term;
  }

  say(message) {
    this.#channel.postMessage({ ...message, from: this.leads ? 'leader' : 'tab' });
  }

  /**
   * Asks the leading tab how things stand. One that does not answer a tab that is being looked at
   * is frozen, and its turn is over.
   */
  ask() {
    if (this.leads) return;
    this.say({ kind: 'ask' });
    clearTimeout(this.#patience);
    if (document.visibilityState === 'visible') {
      this.#patience = setTimeout(() => this.take(), 4000);
    }
  }

  /** It is this tab's turn, whoever has it. */
  take() {
    if (!this.leads) this.#queue({ steal: true });
  }

  #queue(options = { signal: this.#end.signal }) {
    let term;
    navigator.locks
      .request(this.#name, options, async () => {
        if (this.#end.signal.aborted || this.#term) return;
        clearTimeout(this.#patience);
        term = this.#term = new AbortController();
        await this.#lead(term.signal);
      })
      .catch((e) => {
        term?.abort();
        if (this.#end.signal.aborted) return;
        // stolen: back to the end of the queue
        if (term) setTimeout(() => this.#queue());
        else if (e.name !== 'AbortError') this.#alone();
      })
      .finally(() => {
        if (term && this.#term === term) this.#term = null;
      });
  }

  /** Locks are denied here: this tab has a connection of its own. */
  #alone() {
    clearTimeout(this.#patience);
    this.#term ??= new AbortController();
    this.#lead(this.#term.signal);
  }

  close() {
    clearTimeout(this.#patience);
    this.#term?.abort();
    this.#end.abort();
    this.#channel.close();
  }
}
