/** What one press archives at most. */
const MOST_AT_ONCE = 1000;
const PAGE = 100;

/** Puts items into the archive, offers to take that back, and says where it did not work. */
export class ArchiveActions {
  #host;
  #snackbar;

  constructor(host, snackbar) {
    this.#host = host;
    this.#snackbar = snackbar;
  }

  async archive(seqs, archived = true) {
    const isDone = await this.#host.attempt('archive', () => this.#host.belfry.inbox.archive(seqs, archived));
    if (!isDone || !archived) return;
    const n = seqs.length;
    const label = n > 1 ? this.#host.say('wereArchived', { n }) : this.#host.say('wasArchived');
    this.#snackbar.offer(label, () => this.archive(seqs, false));
  }

  /** What is read goes, of this item and all older ones. */
  async archiveRead(newest) {
    const seqs = [];
    const isDone = await this.#host.attempt('list', async () => {
      let before = newest.seq + 1;
      while (before != null && seqs.length < MOST_AT_ONCE) {
        const page = await this.#host.belfry.inbox.page({ state: 'all', limit: PAGE, before });
        seqs.push(...page.items.filter((item) => item.read).map((item) => item.seq));
        before = page.next;
      }
    });
    if (isDone && seqs.length) await this.archive(seqs.slice(0, MOST_AT_ONCE));
  }
}
