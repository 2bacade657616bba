import { h } from './dom.js';
import { ItemView } from './item-view.js';
import { dayOf } from './language.js';

const DAYS = ['today', 'yesterday', 'earlier'];

/** The items as they are drawn: a feed of articles (WAI-ARIA APG), of which one is reached by Tab. */
export class Feed {
  #host;
  #views = new Map();
  #active;
  #sizes;

  constructor(host) {
    this.#host = host;
    this.element = h('div', {
      class: 'feed', role: 'feed', part: 'list', 'aria-labelledby': 'title',
      onkeydown: (e) => this.#key(e), onfocusin: (e) => this.#focused(e),
    });
    // only what is drawn has a size, so whether a text is cut off is looked at then
    this.#sizes = globalThis.ResizeObserver && new ResizeObserver((all) => all.forEach(({ target }) => this.#viewOf(target)?.measure()));
  }

  get isEmpty() {
    return !this.#views.size;
  }

  get items() {
    return [...this.#views.values()].map((view) => view.item);
  }

  get hasFocus() {
    return this.element.contains(this.#host.shadowRoot.activeElement);
  }

  clear() {
    this.#views.forEach((view) => view.remove());
    this.#views.clear();
    this.#active = null;
    this.element.classList.remove('pictured');
    this.#sizes?.disconnect();
  }

  /** Draws these items, newest first, and touches only what has changed. */
  draw(items) {
    const kept = new Set(items.map((item) => item.seq));
    for (const [seq, view] of this.#views) {
      if (kept.has(seq)) continue;
      this.#leave(view);
      this.#views.delete(seq);
    }
    const { now } = this.#host;
    let place = this.element.firstElementChild;
    let day = -1;
    items.forEach((item, i) => {
      let view = this.#views.get(item.seq);
      const before = day;
      day = Math.max(day, dayOf(item.createdAt, now));
      if (!view) {
        this.#views.set(item.seq, (view = new ItemView(this.#host)));
        this.#sizes?.observe(view.element);
      }
      view.show(item, i + 1, day === before ? null : DAYS[day]);
      if (view.hasPicture) this.element.classList.add('pictured');
      if (view.element === place) place = place.nextElementSibling;
      else this.element.insertBefore(view.element, place);
    });
    if (!this.#active && items.length) this.#activate(this.#views.get(items[0].seq));
  }

  focusFirst() {
    this.element.firstElementChild?.focus();
  }

  renewTimes() {
    this.#views.forEach((view) => view.renewTime());
  }

  /** Takes an item off; one that has the focus hands it to its neighbour. */
  #leave(view) {
    const hadFocus = view.element.contains(this.#host.shadowRoot.activeElement);
    const next = view.element.nextElementSibling ?? view.element.previousElementSibling;
    if (view === this.#active) this.#activate(this.#viewOf(next));
    this.#sizes?.unobserve(view.element);
    view.remove();
    if (hadFocus) (next ?? this.element.closest('[tabindex]'))?.focus();
  }

  #viewOf(element) {
    return this.#views.get(+element?.dataset.seq) ?? null;
  }

  #activate(view) {
    if (view === this.#active) return;
    this.#active?.activate(false);
    this.#active = view;
    view?.activate(true);
  }

  #focused(event) {
    const article = event.target.closest('article');
    if (article) this.#activate(this.#viewOf(article));
  }

  #key(event) {
    const article = event.target.closest('article');
    const view = this.#viewOf(article);
    const to = {
      ArrowDown: article?.nextElementSibling,
      PageDown: article?.nextElementSibling,
      ArrowUp: article?.previousElementSibling,
      PageUp: article?.previousElementSibling,
      Home: this.element.firstElementChild,
      End: this.element.lastElementChild,
    };
    if (event.key in to) {
      to[event.key]?.focus();
    } else if (event.key === 'Delete' && view) {
      this.#host.view.archive(view.item, !view.item.archived);
    } else if ((event.key === 'Enter' || event.key === ' ') && event.target === article) {
      view.press();
    } else {
      return;
    }
    event.preventDefault();
  }
}
