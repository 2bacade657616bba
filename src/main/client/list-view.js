import { ArchiveActions } from './archive-actions.js';
import { Banner } from './banner.js';
import { sheetOf } from './bell-style.js';
import { ARCHIVE, BELL, UP, h, icon } from './dom.js';
import { Feed } from './feed.js';
import { LIST } from './list-style.js';
import { Snackbar } from './snackbar.js';

/** The views by the state that the server knows, and what they are called and say where nothing is in them. */
const VIEWS = { all: ['all', 'empty'], unread: ['unreadOnly', 'emptyUnread'], archived: ['archived', 'emptyArchived'] };
const PAGE = 30;
/** How far before the end of the list the next page is fetched. */
const AHEAD = '300px';
/** Long enough for somebody to have looked at the list. */
const GLANCE = 1000;

/** The list with its heading, its views and what there is to say of it, in a panel or in a page of its own. */
export class ListView {
  #host;
  #feed;
  #belfry;
  #list;
  #endList;
  #state = 'all';
  #parts = {};
  #clock;
  #glance;
  #banner;
  #snackbar;
  #actions;
  /** What was read while somebody was at it: it stays until they are gone. */
  #justRead = new Map();
  #drawn;
  #limit = PAGE;
  #upTo = 0;
  #held = 0;
  #hovers = false;
  #end;
  #unread = 0;

  /** Whether it is shown and kept up to date. */
  isOn = false;

  constructor(host, isPage = false) {
    this.#host = host;
    this.#feed = new Feed(host);
    this.#banner = new Banner(host);
    this.#snackbar = new Snackbar(host);
    this.#actions = new ArchiveActions(host, this.#snackbar);
    host.shadowRoot.adoptedStyleSheets.push(sheetOf(LIST));
    const p = this.#parts;
    p.title = h('h2', { id: 'title', part: 'title' });
    p.readAll = h('button', { type: 'button', class: 'text', part: 'read-all', onclick: () => host.readAll() });
    p.archiveRead = h('button', { type: 'button', class: 'small', part: 'archive-read', onclick: () => this.newest && this.#actions.archiveRead(this.newest) }, icon(...ARCHIVE));
    p.number = h('span', { class: 'number', part: 'number' });
    p.views = Object.keys(VIEWS).map((state) =>
      h('button', { type: 'button', part: 'view', 'data-state': state, onclick: () => this.#view(state) }, h('span'), state === 'unread' ? p.number : null),
    );
    p.pill = h('button', { type: 'button', class: 'pill', part: 'new-items', hidden: true, onclick: () => this.#reveal(true) }, icon(...UP), h('span'));
    [p.emptyText, p.emptyHint, p.errorText] = [h('strong'), h('span'), h('span')];
    p.empty = h('div', { class: 'note', part: 'empty', hidden: true }, h('slot', { name: 'empty' }, icon(...BELL), p.emptyText, p.emptyHint));
    p.retry = h('button', { type: 'button', class: 'text', onclick: () => this.#list?.more() });
    p.error = h('div', { class: 'note', part: 'error', role: 'alert', hidden: true }, p.errorText, p.retry);
    p.more = h('div', { class: 'more', part: 'loading', hidden: true }, ...[1, 2, 3, 4].map(() => h('i')));
    p.last = h('div', { class: 'last' });
    p.scroll = h(
      'div',
      { class: 'scroll', part: 'scroller', onscroll: () => this.#settle(), onpointerenter: () => (this.#hovers = true), onpointerleave: () => this.#settle((this.#hovers = false)) },
      this.#feed.element, p.empty, p.error, p.more, p.last,
    );
    p.scroll.addEventListener('focusout', () => setTimeout(() => this.#settle()));
    p.seeAll = h('a', { class: 'see-all', part: 'see-all', hidden: true });
    this.element = h(
      'div',
      { class: isPage ? 'view page' : 'view', tabindex: isPage ? '-1' : null },
      h('slot', { name: 'header' }, h('div', { class: 'head', part: 'header' }, p.title, h('div', { class: 'tools' }, p.readAll, p.archiveRead))),
      h('div', { class: 'views', part: 'views', role: 'group', 'aria-labelledby': 'title' }, ...p.views),
      this.#banner.element,
      h('div', { class: 'middle' }, h('div', { class: 'over', role: 'status' }, p.pill), p.scroll, this.#snackbar.element),
      h('slot', { name: 'footer' }, p.seeAll),
    );
    this.#end = new IntersectionObserver((seen) => seen.at(-1).isIntersecting && this.#further(), { root: isPage ? null : p.scroll, rootMargin: AHEAD });
  }

  translate() {
    const { seeAll, ...p } = this.#parts;
    const say = (name) => this.#host.say(name);
    p.title.textContent = say('title');
    p.readAll.textContent = say('readAll');
    p.archiveRead.title = say('archiveRead');
    p.archiveRead.setAttribute('aria-label', p.archiveRead.title);
    p.views.forEach((button) => (button.firstElementChild.textContent = say(VIEWS[button.dataset.state][0])));
    p.errorText.textContent = say('error');
    p.retry.textContent = say('retry');
    p.more.setAttribute('aria-label', say('loading'));
    seeAll.textContent = say('seeAll');
    const page = this.#host.getAttribute('see-all');
    seeAll.hidden = page == null;
    if (page != null) seeAll.href = page;
    this.tell();
    this.counted(this.#unread);
    this.#feed.clear();
    this.#draw();
  }

  /** Shows the inbox of this client until the returned function is called. */
  follow(belfry) {
    this.#open(belfry);
    const ends = [
      belfry.on('changed', ({ items }) => this.#state === 'unread' && this.#isBusy && items?.forEach((flags) => this.#justRead.set(flags.seq, flags))),
      belfry.on('removed', ({ seqs }) => seqs.forEach((seq) => this.#justRead.delete(seq))),
    ];
    return () => {
      ends.forEach((end) => end());
      this.#close();
      this.#belfry = null;
      this.#snackbar.hide();
    };
  }

  #open(belfry) {
    this.#belfry = belfry;
    this.#list = belfry.inbox.list({ state: this.#state, limit: PAGE });
    this.#endList = this.#list.onChange(() => this.#drawSoon());
    this.#parts.views.forEach((b) => b.setAttribute('aria-pressed', b.dataset.state === this.#state));
    if (this.isOn) this.#list.more();
    this.#draw();
  }

  #close() {
    this.#endList?.();
    this.#list?.close();
    this.#list = null;
    this.#limit = PAGE;
    this.#justRead.clear();
    this.#feed.clear();
  }

  #view(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#close();
    this.#open(this.#belfry);
    this.counted(this.#unread);
  }

  /** The newest item of those that are in front of somebody. */
  get newest() {
    return this.#list?.isLoaded ? this.#list.items[this.#held] : null;
  }

  /** Seen is what has been in front of somebody for a second. */
  #glanceSoon() {
    const { newest } = this;
    if (this.#glance || !newest || !this.#list.items.slice(this.#held).some((item) => !item.seen)) return;
    this.#glance = setTimeout(() => {
      this.#glance = null;
      if (!this.isOn || !this.#belfry) return;
      if (document.visibilityState === 'visible') this.#host.attempt('seen', () => this.#belfry.inbox.seen(newest.seq));
      else this.#glanceSoon();
    }, GLANCE);
  }

  /** From now on it is looked at. */
  begin() {
    this.isOn = true;
    this.#limit = PAGE;
    this.#parts.scroll.scrollTop = 0;
    this.#clock = setInterval(() => {
      this.#feed.renewTimes();
      this.#draw();
    }, 30_000);
    if (this.#list?.error || !this.#list?.isLoaded) this.#list?.more();
    this.#reveal();
  }

  pause() {
    this.isOn = this.#hovers = false;
    clearInterval(this.#clock);
    this.#glance = clearTimeout(this.#glance);
    this.#snackbar.hide();
  }

  /** Shows the next items, out of memory or of the server, also where there is nothing to scroll. */
  #further() {
    const list = this.#list;
    if (!this.isOn || !list?.isLoaded || list.error) return;
    if (list.items.length > this.#held + this.#limit) {
      this.#limit += PAGE;
      this.#draw();
    } else if (list.hasMore && !list.isLoading) {
      this.#limit += PAGE;
      list.more();
    }
  }

  /** Many changes that come together are drawn once. */
  #drawSoon() {
    this.#drawn ??= requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    cancelAnimationFrame(this.#drawn);
    this.#drawn = null;
    const list = this.#list;
    const p = this.#parts;
    if (!list || !this.isOn) return;
    const all = list.isLoaded ? list.items : [];
    if (!this.#isBusy) this.#settled(all);
    this.#held = Math.max(0, all.findIndex((item) => item.seq <= this.#upTo));
    const items = this.#withJustRead(all.slice(this.#held, this.#held + this.#limit));
    this.#feed.draw(items);
    p.pill.hidden = !this.#held;
    p.pill.lastElementChild.textContent = this.#held ? this.#host.say('newItems', { n: this.#held }) : '';
    this.#feed.element.setAttribute('aria-busy', list.isLoading);
    p.more.hidden = !list.isLoading;
    // that nobody is signed in is said above
    p.error.hidden = !list.error || list.error.status === 401;
    p.empty.hidden = items.length > 0 || !list.isLoaded || list.isLoading || !!list.error || list.hasMore;
    const [, empty] = VIEWS[this.#state];
    [p.emptyText.textContent, p.emptyHint.textContent] = [this.#host.say(empty), this.#host.say(empty + 'Hint')];
    p.archiveRead.disabled = !items.some((item) => item.read);
    this.#glanceSoon();
    // looks anew whether the end is near
    this.#end.unobserve(p.last);
    this.#end.observe(p.last);
  }

  #settled([newest]) {
    this.#upTo = newest?.seq ?? 0;
    this.#justRead.clear();
  }

  /** Together with what is no longer unread, but under somebody's hands. */
  #withJustRead(items) {
    if (this.#state !== 'unread' || !this.#justRead.size) return items;
    const there = new Set(items.map((item) => item.seq));
    const stays = this.#feed.items
      .map((item) => ({ ...item, ...this.#justRead.get(item.seq) }))
      .filter((item) => item.read && !item.archived && !there.has(item.seq));
    return [...items, ...stays].sort((a, b) => b.seq - a.seq);
  }

  /** Somebody is in the midst of the list, which should stay as it is under the pointer. */
  get #isBusy() {
    return !this.#feed.isEmpty && (this.#hovers || this.#feed.hasFocus || this.#isScrolled);
  }

  get #isScrolled() {
    const { scroll } = this.#parts;
    return scroll.scrollTop > 8 || scroll.getBoundingClientRect().top < -8;
  }

  /** Lets in what was held back, once nobody is disturbed by it. */
  #settle() {
    if ((this.#held || this.#justRead.size) && !this.#isBusy) this.#drawSoon();
  }

  #reveal(isAsked) {
    const { scroll } = this.#parts;
    this.#settled(this.#list?.items ?? []);
    if (isAsked) {
      scroll.scrollTop = 0;
      if (this.#isScrolled) this.element.scrollIntoView();
    }
    this.#draw();
    if (isAsked) this.#feed.focusFirst();
  }

  counted(unread) {
    const { readAll, archiveRead, number } = this.#parts;
    this.#unread = unread;
    readAll.disabled = !unread;
    number.textContent = unread ? this.#host.number(unread) : '';
    for (const button of [readAll, archiveRead]) button.classList.toggle('away', this.#state === 'archived');
  }

  stateChanged(state) {
    this.#banner.stateChanged(state);
    if (state.state === 'live' && this.isOn && this.#list?.error) this.#list.more();
  }

  tell() {
    this.#banner.tell();
  }

  /** Nothing of one person stays in the page for another, or is done to their inbox. */
  becameAnother() {
    this.#glance = clearTimeout(this.#glance);
    this.#justRead.clear();
    this.#feed.clear();
    this.#snackbar.hide();
    this.tell();
  }

  archive(item, archived) {
    return this.#actions.archive([item.seq], archived);
  }
}
