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

  /** Whether this browser can share, as old ones and pages without TLS can't. */
  static get possible() {
    return 'locks' in navigator && 'BroadcastChannel' in globalThis;
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
      this.#patience = setTimeout(() => this.#queue({ steal: true }), 4000);
    }
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
      .catch(() => {
        // the lock was stolen: back to the end of the queue
        term?.abort();
        if (term && !this.#end.signal.aborted) setTimeout(() => this.#queue());
      })
      .finally(() => {
        if (term && this.#term === term) this.#term = null;
      });
  }

  close() {
    clearTimeout(this.#patience);
    this.#term?.abort();
    this.#end.abort();
    this.#channel.close();
  }
}
