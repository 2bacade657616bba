import { BELL, h, icon } from './dom.js';
import { ItemView } from './item-view.js';
import { text } from './strings.js';

const VIEWS = { all: 'all', unread: 'unreadOnly', archived: 'archived' };
const EDGE = 8;
const PAGE = 30;
/** How far before the end of the list the next page is fetched, in pixels. */
const AHEAD = 300;
/** A connection that is back within this time is nobody's concern. */
const PATIENCE = 1500;

/** The list behind the bell. */
export class Panel {
  #bell;
  #button;
  #belfry;
  #views = new Map();
  #list;
  #endList;
  #onChange;
  #state = 'all';
  #parts = {};
  #watch;
  #clock;
  #troubled;
  #active;
  #drawn;

  constructor(bell, button) {
    this.#bell = bell;
    this.#button = button;
    const p = this.#parts;
    p.title = h('h2', { id: 'title', part: 'title' });
    p.readAll = h('button', { type: 'button', class: 'text', part: 'read-all', onclick: () => bell.readAll() });
    p.views = Object.keys(VIEWS).map((state) =>
      h('button', { type: 'button', part: 'view', 'data-state': state, onclick: () => this.#view(state) }),
    );
    p.banner = h('div', { class: 'banner', part: 'banner', role: 'status', hidden: true });
    p.feed = h('div', { role: 'feed', part: 'list', 'aria-labelledby': 'title', onkeydown: (e) => this.#key(e), onfocusin: (e) => this.#focused(e) });
    p.emptyText = h('strong');
    p.emptyHint = h('span');
    p.empty = h('div', { class: 'note', part: 'empty', hidden: true }, h('slot', { name: 'empty' }, icon(...BELL), p.emptyText, p.emptyHint));
    p.errorText = h('span');
    p.retry = h('button', { type: 'button', class: 'text', onclick: () => this.#list?.more() });
    p.error = h('div', { class: 'note', part: 'error', role: 'alert', hidden: true }, p.errorText, p.retry);
    p.more = h('div', { class: 'more', part: 'loading', hidden: true }, ...[1, 2, 3, 4].map(() => h('i')));
    p.scroll = h('div', { class: 'scroll', part: 'scroller', onscroll: () => this.#further() }, p.feed, p.empty, p.error, p.more);
    this.element = h(
      'div',
      { class: 'panel', part: 'panel', role: 'dialog', 'aria-labelledby': 'title', tabindex: '-1', popover: 'manual', onkeydown: (e) => e.key === 'Escape' && this.#escape(e) },
      h('slot', { name: 'header' }, h('div', { class: 'head', part: 'header' }, p.title, p.readAll)),
      h('div', { class: 'views', part: 'views', role: 'group' }, ...p.views),
      p.banner,
      p.scroll,
      h('slot', { name: 'footer' }),
    );
    this.translate();
  }

  translate() {
    const say = (name) => text(this.#bell.strings, name);
    const p = this.#parts;
    p.title.textContent = say('title');
    p.readAll.textContent = say('readAll');
    p.views.forEach((button) => (button.textContent = say(VIEWS[button.dataset.state])));
    p.emptyText.textContent = say('empty');
    p.emptyHint.textContent = say('emptyHint');
    p.errorText.textContent = say('error');
    p.retry.textContent = say('retry');
    p.more.setAttribute('aria-label', say('loading'));
    this.#clear();
    this.#draw();
  }

  /** Shows the inbox of this client until the returned function is called. */
  follow(belfry, onChange) {
    this.#onChange = onChange;
    this.#open(belfry);
    return () => {
      this.#close();
      this.#belfry = null;
    };
  }

  #open(belfry) {
    this.#belfry = belfry;
    this.#list = belfry.inbox.list({ state: this.#state, limit: PAGE });
    this.#endList = this.#list.onChange(() => this.#drawSoon());
    this.#parts.views.forEach((b) => b.setAttribute('aria-pressed', b.dataset.state === this.#state));
    if (this.isOpen) this.#list.more();
    this.#draw();
  }

  #close() {
    this.#endList?.();
    this.#list?.close();
    this.#list = null;
    this.#clear();
  }

  #clear() {
    this.#views.forEach((view) => view.remove());
    this.#views.clear();
    this.#active = null;
  }

  #view(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#close();
    this.#open(this.#belfry);
    this.counted(this.#belfry.counts.unread);
  }

  get isOpen() {
    return this.element.classList.contains('open');
  }

  /** The item at the top. */
  get newest() {
    return this.#list?.isLoaded ? this.#list.items[0] : null;
  }

  get hasUnseen() {
    return !!this.newest && this.#list.items.some((item) => !item.seen);
  }

  show() {
    const { element } = this;
    element.classList.add('open');
    element.showPopover?.();
    this.#button.setAttribute('aria-expanded', 'true');
    this.#place();
    this.#watch = new AbortController();
    const options = { signal: this.#watch.signal, capture: true, passive: true };
    for (const event of ['scroll', 'resize']) addEventListener(event, () => this.#place(), options);
    addEventListener('pointerdown', (e) => e.composedPath().includes(this.#bell) || this.#bell.hide(), options);
    addEventListener('focusin', (e) => e.composedPath().includes(this.#bell) || this.#bell.hide(), options);
    this.#clock = setInterval(() => this.#views.forEach((view) => view.renewTime()), 30_000);
    if (this.#list.error || !this.#list.isLoaded) this.#list.more();
    this.#draw();
    element.focus({ preventScroll: true });
  }

  hide() {
    this.#watch.abort();
    clearInterval(this.#clock);
    const hadFocus = this.#bell.shadowRoot.activeElement;
    this.element.classList.remove('open');
    this.element.hidePopover?.();
    this.#button.setAttribute('aria-expanded', 'false');
    if (hadFocus) this.#button.focus();
  }

  /** Below the bell or above it, wherever there is more room, and never beyond the window. */
  #place() {
    const bell = this.#button.getBoundingClientRect();
    const panel = this.element;
    const below = innerHeight - bell.bottom - 2 * EDGE;
    const above = bell.top - 2 * EDGE;
    const isBelow = below > 320 || below >= above;
    const isRtl = getComputedStyle(this.#bell).direction === 'rtl';
    const left = isRtl ? bell.left : bell.right - panel.offsetWidth;
    panel.style.left = Math.max(EDGE, Math.min(left, innerWidth - panel.offsetWidth - EDGE)) + 'px';
    panel.style.top = isBelow ? bell.bottom + EDGE + 'px' : 'auto';
    panel.style.bottom = isBelow ? 'auto' : innerHeight - bell.top + EDGE + 'px';
    panel.style.maxHeight = `min(var(--belfry-height, 560px), ${Math.max(isBelow ? below : above, 160)}px)`;
  }

  /** Fetches the next page when the end of the list is near, also where there is nothing to scroll. */
  #further() {
    const { scrollHeight, scrollTop, clientHeight } = this.#parts.scroll;
    const isNear = scrollHeight - scrollTop - clientHeight <= AHEAD;
    if (isNear && this.isOpen && this.#list.isLoaded && !this.#list.isLoading && !this.#list.error) this.#list.more();
  }

  /** Many changes that come together are drawn once. */
  #drawSoon() {
    if (this.#drawn) return;
    this.#drawn = true;
    queueMicrotask(() => {
      this.#drawn = false;
      this.#draw();
    });
  }

  #draw() {
    const list = this.#list;
    const p = this.#parts;
    if (!list || !this.isOpen) return;
    const items = list.isLoaded ? list.items : [];
    const kept = new Set(items.map((item) => item.seq));
    for (const [seq, view] of this.#views) {
      if (kept.has(seq)) continue;
      this.#leave(view);
      this.#views.delete(seq);
    }
    let place = p.feed.firstElementChild;
    items.forEach((item, i) => {
      let view = this.#views.get(item.seq);
      if (!view) this.#views.set(item.seq, (view = new ItemView(this.#bell)));
      view.show(item, i + 1);
      if (view.element === place) place = place.nextElementSibling;
      else p.feed.insertBefore(view.element, place);
    });
    if (!this.#active && items.length) this.#activate(this.#views.get(items[0].seq));
    p.feed.setAttribute('aria-busy', list.isLoading);
    p.more.hidden = !list.isLoading;
    p.error.hidden = !list.error;
    p.empty.hidden = items.length > 0 || !list.isLoaded || list.isLoading || !!list.error || list.hasMore;
    this.#onChange?.();
    this.#further();
  }

  /** Takes an item off; one that has the focus hands it to its neighbour. */
  #leave(view) {
    const hadFocus = view.element.contains(this.#bell.shadowRoot.activeElement);
    const next = view.element.nextElementSibling ?? view.element.previousElementSibling;
    if (view === this.#active) this.#activate(this.#viewOf(next));
    view.remove();
    if (hadFocus) (next ?? this.element).focus();
  }

  #viewOf(element) {
    return [...this.#views.values()].find((view) => view.element === element) ?? null;
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
    const view = article && this.#viewOf(article);
    const to = {
      ArrowDown: article?.nextElementSibling,
      PageDown: article?.nextElementSibling,
      ArrowUp: article?.previousElementSibling,
      PageUp: article?.previousElementSibling,
      Home: this.#parts.feed.firstElementChild,
      End: this.#parts.feed.lastElementChild,
    };
    if (event.key in to) {
      to[event.key]?.focus();
    } else if (event.key === 'Delete' && view) {
      const item = this.#list.items.find((item) => item.seq === view.seq);
      this.#bell.archive(item, !item.archived);
    } else if ((event.key === 'Enter' || event.key === ' ') && event.target === article) {
      view.press();
    } else {
      return;
    }
    event.preventDefault();
  }

  #escape(event) {
    event.stopPropagation();
    this.#bell.hide();
  }

  counted(unread) {
    this.#parts.readAll.disabled = !unread;
    this.#parts.readAll.hidden = this.#state === 'archived';
  }

  /** Tells of a connection that is away for longer, and of its end. */
  stateChanged({ state, reason }) {
    clearTimeout(this.#troubled);
    const stopped = reason === 'token' ? 'signedOut' : 'refused';
    const name = { offline: 'offline', stopped }[state] ?? 'reconnecting';
    const tell = () => {
      this.#parts.banner.textContent = text(this.#bell.strings, name);
      this.#parts.banner.hidden = state === 'live' || reason === 'closed';
    };
    if (state === 'connecting' || state === 'waiting') this.#troubled = setTimeout(tell, PATIENCE);
    else tell();
    if (state === 'live' && this.isOpen && this.#list?.error) this.#list.more();
  }

  /** Tells that an act was not carried out. */
  failed(isSo) {
    const { banner } = this.#parts;
    if (isSo) banner.textContent = text(this.#bell.strings, 'failed');
    else if (this.#belfry?.state.state !== 'live') return;
    banner.hidden = !isSo;
  }
}
