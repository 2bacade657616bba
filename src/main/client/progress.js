import { caughtUp, changes } from './transports.js';

/** How far one has come in an inbox, and what its counts are: each change once, and in order. */
export class Progress {
  #rest;
  #emit;
  #catching;
  #wanted = 0;
  cursor = null;
  counts = { unread: 0, unseen: 0 };
  /** Whether it was live once; what comes before that is told as replayed. */
  wasLive = false;

  constructor(rest, emit) {
    this.#rest = rest;
    this.#emit = emit;
  }

  /** Whoever comes next begins afresh. */
  clear() {
    const { unread, unseen } = this.counts;
    this.cursor = null;
    this.wasLive = false;
    this.#wanted = 0;
    this.counts = { unread: 0, unseen: 0 };
    if (unread || unseen) this.#emit('counts', this.counts);
  }

  move(epoch, head) {
    this.cursor = { epoch, head };
  }

  /** Takes a frame in, unless it was taken already; what it does not know it leaves alone. */
  take(frame, prev) {
    const { event, epoch, head } = frame;
    const mine = this.cursor;
    const isReset = event === 'reset';
    this.#emit('frame', frame);
    if (event === 'hello') return this.count(frame);
    if (isReset || event === 'caught-up') {
      if (isReset || mine?.epoch !== epoch || mine.head < head) this.move(epoch, head);
      this.count(frame, isReset);
      if (isReset) this.#emit(event, frame);
      return;
    }
    if (!mine || !['notification', 'changed', 'removed'].includes(event) || head < mine.head) return;
    // a large change comes in parts, which carry the number before it
    if (head === mine.head && (event === 'notification' || prev?.head !== head)) return;
    this.move(mine.epoch, head);
    this.count(frame);
    this.#emit(event, { ...frame, replayed: !this.wasLive });
  }

  /** Newer counts never give way to older ones: answers and frames come by different ways. */
  count({ epoch, head, unread, unseen }, always) {
    const now = this.counts;
    const old = head < now.head && (!epoch || !now.epoch || epoch === now.epoch);
    if (old && !always) return;
    this.counts = { epoch: epoch ?? now.epoch, head, unread, unseen };
    if (now.head == null || unread !== now.unread || unseen !== now.unseen) this.#emit('counts', this.counts);
  }

  /** Takes a frame that another tab has told of, if it is exactly what comes next. */
  hear(frame, prev) {
    const mine = this.cursor;
    const fits = mine && prev?.epoch === mine.epoch && prev.head <= mine.head;
    if (fits || !prev || frame.event === 'reset') this.take(frame, prev);
    else if (frame.head) this.follow({ epoch: prev.epoch, head: frame.head });
  }

  /** Makes up for what was not heard, out of the store. */
  async follow({ epoch, head }) {
    if (!this.cursor) return this.move(epoch, head);
    this.#wanted = Math.max(this.#wanted, head);
    if (this.#catching || (epoch === this.cursor.epoch && head <= this.cursor.head)) return;
    this.#catching = true;
    const progress = this;
    const link = {
      get cursor() {
        return progress.cursor;
      },
      frame: (frame) => this.take(frame, this.cursor),
    };
    try {
      let page;
      do {
        page = await changes(this.#rest, link, { wait: 0 });
        page?.changes.forEach(link.frame);
        if (page && !page.more) link.frame(caughtUp(page));
      } while (page?.more || (page && this.cursor?.head < this.#wanted));
    } catch {
      // the next frame that is told of leads here again
    } finally {
      this.#catching = false;
      this.#wanted = 0;
    }
  }
}
