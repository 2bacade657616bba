const BELONGS = {
  all: (item) => !item.archived,
  unread: (item) => !item.archived && !item.read,
  archived: (item) => item.archived,
};

/**
 * Part of an inbox, newest first, kept up to date by the stream. An item is known by its `seq`, and
 * of two versions the one with the higher `change` is right, so it does not matter in which order
 * pages and frames come.
 */
export class InboxList {
  #belfry;
  #query;
  #belongs;
  #items = new Map();
  #gone = new Set();
  #before;
  #loading;
  #handlers = new Set();
  #ends;

  constructor(belfry, { state = 'all', type, limit = 20 } = {}) {
    this.#belfry = belfry;
    this.#query = { state, type, limit };
    this.#belongs = (item) => BELONGS[state](item) && (!type || item.type === type);
    this.#reset();
    this.#ends = [
      belfry.on('notification', ({ item }) => this.#take([item])),
      belfry.on('changed', (frame) => this.#change(frame)),
      belfry.on('removed', ({ seqs }) => this.#drop(seqs)),
      belfry.on('reset', () => this.reload()),
    ];
  }

  #reset() {
    this.#items.clear();
    this.#gone.clear();
    this.#before = undefined;
    this.#loading = null;
    /** Whether there are older items. */
    this.hasMore = true;
    /** Why the last page could not be loaded, or null. */
    this.error = null;
    /** Whether a first page has come. */
    this.isLoaded = false;
    this.items = [];
  }

  get isLoading() {
    return !!this.#loading;
  }

  /** Calls `handler` whenever the list has changed; returns a function that ends that. */
  onChange(handler) {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }

  /** Loads the next page of older items. */
  more() {
    if (this.#loading || !this.hasMore) return this.#loading ?? Promise.resolve();
    const loading = (this.#loading = this.#load().finally(() => {
      if (this.#loading !== loading) return;
      this.#loading = null;
      this.#changed();
    }));
    this.#changed();
    return loading;
  }

  async #load() {
    const gone = this.#gone;
    try {
      const page = await this.#belfry.inbox.page({ ...this.#query, before: this.#before });
      if (gone !== this.#gone) return; // asked for before a reset
      this.#before = page.next;
      this.hasMore = page.next != null;
      this.isLoaded = true;
      this.error = null;
      this.#take(page.items);
    } catch (e) {
      if (gone === this.#gone) this.error = e;
    }
  }

  /** Begins afresh with the newest page. */
  reload() {
    const wasLoaded = this.isLoaded || this.error;
    this.#gone = new Set();
    this.#reset();
    return wasLoaded ? this.more() : this.#changed();
  }

  /** No longer kept up to date. */
  close() {
    this.#ends.forEach((end) => end());
    this.#handlers.clear();
  }

  #take(items) {
    for (const item of items) {
      const known = this.#items.get(item.seq);
      if (this.#gone.has(item.seq) || known?.change > item.change) continue;
      // beyond the oldest page: it comes with its own page
      if (this.#belongs(item) && !this.#isBeyond(item.seq)) this.#items.set(item.seq, item);
      else this.#items.delete(item.seq);
    }
    this.#changed();
  }

  #isBeyond(seq) {
    return this.#before != null && seq < this.#before;
  }

  #change({ items, seenUpTo }) {
    const missing = [];
    for (const flags of items) {
      const known = this.#items.get(flags.seq);
      if (known) this.#take([{ ...known, ...flags }]);
      else if (this.isLoaded && BELONGS[this.#query.state](flags) && !this.#isBeyond(flags.seq)) {
        missing.push(flags.seq);
      }
    }
    for (const item of this.#items.values()) {
      if (!item.seen && item.seq <= seenUpTo) this.#items.set(item.seq, { ...item, seen: true });
    }
    this.#changed();
    if (missing.length) this.#fetch(missing);
  }

  /** Items that have come back to this list, say out of the archive, with their contents. */
  async #fetch(seqs) {
    if (seqs.length > 20) return this.reload();
    for (const seq of seqs) {
      try {
        const page = await this.#belfry.inbox.page({ ...this.#query, before: seq + 1, limit: 1 });
        this.#take(page.items.filter((item) => item.seq === seq));
      } catch (e) {
        this.error = e;
      }
    }
  }

  #drop(seqs) {
    for (const seq of seqs) {
      this.#gone.add(seq);
      this.#items.delete(seq);
    }
    this.#changed();
  }

  #changed() {
    this.items = [...this.#items.values()].sort((a, b) => b.seq - a.seq);
    for (const handler of this.#handlers) handler(this);
  }
}
