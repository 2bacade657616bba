import { InboxList } from './list.js';

const all = (seqs) => [seqs].flat();

/**
 * What a person can do with the inbox. Every act may be repeated, resolves when the server has
 * carried it out, and is seen by all tabs and devices as an event.
 */
export class Inbox {
  #belfry;
  #rest;
  #count;

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
    return this.#act('POST', '/read', { seqs: all(seqs) });
  }

  /** Everything up to and including `upTo`: what arrives meanwhile stays unread. */
  readAll(upTo = this.#belfry.head ?? 0) {
    return this.#act('POST', '/read', { upTo });
  }

  unread(seqs) {
    return this.#each(seqs, 'PATCH', { read: false });
  }

  /** The person has seen the list up to and including `upTo`. */
  seen(upTo = this.#belfry.head ?? 0) {
    return this.#act('POST', '/seen', { upTo });
  }

  archive(seqs, archived = true) {
    return this.#each(seqs, 'PATCH', { archived });
  }

  remove(seqs) {
    return this.#each(seqs, 'DELETE');
  }

  async #act(method, path, body) {
    const counts = await this.#rest.act(method, path, body);
    if (counts) this.#count(counts);
    return counts;
  }

  async #each(seqs, method, body) {
    let counts = null;
    for (const seq of all(seqs)) counts = await this.#act(method, '/' + seq, body);
    return counts;
  }
}
