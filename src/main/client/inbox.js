import { InboxList } from './list.js';

/** As many items at a time; the server's own bound may be lower. */
const MOST = 500;

/**
 * What a person can do with the inbox. Every act may be repeated, resolves when the server has
 * carried it out, and is seen by all tabs and devices as an event.
 */
export class Inbox {
  #belfry;
  #rest;
  #count;
  /** What is about to be asked for, by what it is. */
  #gathered = new Map();

  constructor(belfry, rest, count) {
    this.#belfry = belfry;
    this.#rest = rest;
    this.#count = count;
  }

  /** A page, newest first; `next` is what to pass as `before` for the one after it. */
  page({ signal, ...query } = {}) {
    const given = Object.entries(query).filter(([, value]) => value != null);
    return this.#rest.json('?' + new URLSearchParams(given), { signal });
  }

  /** Pages that grow and stay up to date by themselves. */
  list(query) {
    return new InboxList(this.#belfry, query);
  }

  read(seqs) {
    return this.#each('read', seqs);
  }

  /** Everything up to and including `upTo`: what arrives meanwhile stays unread. */
  async readAll(upTo) {
    return this.#act('read', { upTo: upTo ?? (await this.#head()) });
  }

  unread(seqs) {
    return this.#each('unread', seqs);
  }

  /** The person has seen the list up to and including `upTo`. */
  async seen(upTo) {
    return this.#act('seen', { upTo: upTo ?? (await this.#head()) });
  }

  archive(seqs, archived = true) {
    return this.#each('archive', seqs, { archived });
  }

  remove(seqs) {
    return this.#each('remove', seqs);
  }

  async #head() {
    return this.#belfry.head ?? (await this.#rest.json('/counts')).head;
  }

  async #act(path, body) {
    const counts = await this.#rest.act('POST', '/' + path, body);
    this.#count(counts);
    return counts;
  }

  /** What is asked for at once is asked for together. */
  #each(path, given, more) {
    const key = path + more?.archived;
    let gathered = this.#gathered.get(key);
    if (!gathered) {
      const seqs = new Set();
      const done = Promise.resolve().then(() => {
        this.#gathered.delete(key);
        return this.#inPortions(path, [...seqs], more);
      });
      this.#gathered.set(key, (gathered = { seqs, done }));
    }
    for (const seq of [given].flat()) gathered.seqs.add(seq);
    return gathered.done;
  }

  /** In smaller ones where the server finds them too large. */
  async #inPortions(path, seqs, more) {
    let size = MOST;
    let counts = this.#belfry.counts;
    for (let done = 0; done < seqs.length; ) {
      const portion = seqs.slice(done, done + size);
      try {
        counts = await this.#act(path, { seqs: portion, ...more });
        done += size;
      } catch (e) {
        if (e.field !== 'seqs' || portion.length < 2) throw e;
        size = portion.length >> 1;
      }
    }
    return counts;
  }
}
