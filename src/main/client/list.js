const BELONGS = {
  all: (item) => !item.archived,
  unread: (item) => !item.archived && !item.read,
  archived: (item) => item.archived,
};

/** How many arrivals a list keeps beyond what it was asked for. */
const SPARE = 500;

/**
 * Part of an inbox, newest first, kept up to date by the stream. An item is known by its `seq`, and
 * of two versions the one with the higher `change` is right, so it does not matter in which order
 * pages and frames come. Before its first page is asked for it keeps nothing.
 */
export class InboxList {
  #belfry;
  #query;
  #belongs;
  #items = new Map();
  #sorted;
  #before;
  #most = SPARE;
  #loading;
  #isStale;
  #wasLoaded;
  #handlers = new Set();
  #ends;
  /** Pages that were asked for and have not come. */
  #asked = 0;
  /** What frames said while a page was on its way, which may tell of earlier. */
  #said = new Map();
  #gone = new Set();
  #seenUpTo = 0;

  constructor(belfry, { state = 'all', type, limit = 20 } = {}) {
    this.#belfry = belfry;
    this.#query = { state, type, limit };
    this.#belongs = (item) => BELONGS[state](item) && (!type || item.type === type);
    this.#reset();
    this.#ends = [
      belfry.on('notification', ({ item }) => this.#arrived(item)),
      belfry.on('changed', (frame) => this.#change(frame)),
      belfry.on('removed', ({ seqs }) => this.#drop(seqs)),
      belfry.on('user', ({ user }) => user || this.clear()),
      belfry.on('reset', () => this.reload()),
    ];
  }

  #reset() {
    this.#wasLoaded ||= this.isLoaded || !!this.error || !!this.#loading;
    this.#items = new Map();
    this.#said.clear();
    this.#gone.clear();
    this.#before = undefined;
    this.#most = SPARE;
    this.#loading = null;
    this.#isStale = false;
    this.#seenUpTo = 0;
    this.#sorted = null;
    /** Whether there are older items. */
    this.hasMore = true;
    /** Why the last page could not be loaded, or null. */
    this.error = null;
    /** Whether a first page has come. */
    this.isLoaded = false;
  }

  /** The newest first. */
  get items() {
    return (this.#sorted ??= [...this.#items.values()].sort((a, b) => b.seq - a.seq));
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
    if (this.#isStale) return this.reload();
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
    const items = this.#items;
    try {
      const page = await this.#page({ before: this.#before });
      if (items !== this.#items) return; // asked for before a reset
      this.#before = page.next;
      this.#most += page.items.length;
      this.hasMore = page.next != null;
      this.isLoaded = true;
      this.error = null;
      // what came to belong here meanwhile the page does not have
      const missing = [...this.#said.values()].filter((said) => !said.type && this.#lacks(said));
      if (missing.length) this.#fetch(missing.map(({ seq }) => seq));
    } catch (e) {
      if (items === this.#items) this.error = e;
    } finally {
      this.#settle();
    }
  }

  /** Whether an item of these flags should be here and is not. */
  #lacks({ seq, ...flags }) {
    return BELONGS[this.#query.state](flags) && !this.#items.has(seq) && !this.#gone.has(seq) && !(seq < this.#before);
  }

  /** Where no page is on its way any more, all that was said is in its place. */
  #settle() {
    if (this.#asked) return;
    this.#said.clear();
    this.#gone.clear();
  }

  /** Asks for a page and takes in what belongs to it, whatever was said meanwhile. */
  async #page(query, fits = () => true) {
    const items = this.#items;
    this.#asked++;
    try {
      const page = await this.#belfry.inbox.page({ ...this.#query, ...query });
      if (items === this.#items) {
        this.#see(page.seenUpTo);
        page.items.filter(fits).forEach((item) => this.#take(item));
      }
      return page;
    } finally {
      this.#asked--;
    }
  }

  /** Forgets what was loaded; `more` begins afresh. */
  clear() {
    this.#reset();
    this.#changed();
  }

  /** Begins afresh with the newest page. */
  reload() {
    this.#reset();
    if (!this.#wasLoaded) return this.#changed();
    this.#wasLoaded = false;
    return this.more();
  }

  /** No longer kept up to date. */
  close() {
    this.#ends.forEach((end) => end());
    this.#handlers.clear();
  }

  #arrived(item) {
    if (!this.isLoaded && !this.#asked) return;
    this.#note(item);
    // beyond the oldest page: it comes with its own page
    if (this.#before == null || item.seq >= this.#before) this.#take(item);
    if (this.#items.size > this.#most + SPARE) this.#cut();
    this.#changed();
  }

  /** Lets go of the oldest, which can be fetched again. */
  #cut() {
    for (const { seq } of this.items.slice(this.#most)) this.#items.delete(seq);
    this.#sorted = null;
    this.#before = this.items.at(-1).seq;
    this.hasMore = true;
  }

  #note(flags) {
    if (this.#asked && !(this.#said.get(flags.seq)?.change > flags.change)) this.#said.set(flags.seq, flags);
  }

  #take(item) {
    const { seq } = item;
    for (const other of [this.#items.get(seq), this.#said.get(seq)]) {
      if (other?.change > item.change) item = { ...item, ...other };
    }
    if (seq <= this.#seenUpTo && !item.seen) item = { ...item, seen: true };
    if (this.#belongs(item) && !this.#gone.has(seq)) this.#items.set(seq, item);
    else this.#items.delete(seq);
    this.#sorted = null;
  }

  /** What is at or below the watermark was seen. */
  #see(seenUpTo) {
    if (!(seenUpTo > this.#seenUpTo)) return;
    this.#seenUpTo = seenUpTo;
    for (const item of this.#items.values()) if (!item.seen) this.#take(item);
  }

  #change({ items = [], seenUpTo }) {
    if (!this.isLoaded && !this.#asked) return;
    const missing = [];
    for (const flags of items) {
      const { seq } = flags;
      const known = this.#items.get(seq);
      this.#note(flags);
      if (known) {
        if (flags.change >= known.change) this.#take({ ...known, ...flags });
      } else if (this.isLoaded && this.#lacks(flags)) {
        missing.push(seq);
      }
    }
    this.#see(seenUpTo);
    this.#changed();
    if (missing.length) this.#fetch(missing);
  }

  /** Items that have come back to this list, say out of the archive, with their contents. */
  async #fetch(seqs) {
    if (seqs.length > 20) return this.reload();
    try {
      for (const seq of seqs) await this.#page({ before: seq + 1, limit: 1 }, (item) => item.seq === seq);
    } catch (e) {
      this.error = e;
      this.#isStale = true;
    }
    this.#settle();
    this.#changed();
  }

  #drop(seqs) {
    for (const seq of seqs) {
      if (this.#asked) this.#gone.add(seq);
      if (this.#items.delete(seq)) this.#sorted = null;
    }
    this.#changed();
  }

  #changed() {
    for (const handler of this.#handlers) handler(this);
  }
}
