import { ARCHIVE, BELL, CHECK, DOT, RESTORE, bodyOf, h, icon, mainControl, nameOf, pictureOf, safeLink } from './dom.js';

/** The value at a path like `data.author.name`. */
const valueAt = (item, path) => path.split('.').reduce((value, key) => value?.[key], item);

/** Fills a copy of the page's own template: `data-field` says which part of the item goes where. */
function filled(template, item, host) {
  const copy = template.content.firstElementChild.cloneNode(true);
  for (const element of [copy, ...copy.querySelectorAll('[data-field]')]) {
    const { field } = element.dataset;
    if (!field) continue;
    if (field === 'link' && element.localName === 'a') {
      const link = safeLink(item.link);
      if (link) element.href = link;
    } else {
      element.textContent = field === 'time' ? host.timeOf(item) : (valueAt(item, field) ?? '');
    }
  }
  copy.toggleAttribute('data-unread', !item.read);
  return copy;
}

/** One item in the list: an article with one main control that covers it, and some small ones. */
export class ItemView {
  #host;
  #position;
  #day;
  #own;
  #more;

  constructor(host) {
    this.#host = host;
    this.element = h('article', { tabindex: '-1', 'aria-setsize': -1 });
  }

  /** Shows the item as it is now, below the name of a day where one begins; touches only what has changed. */
  show(item, position, day) {
    if (position !== this.#position) this.element.setAttribute('aria-posinset', position);
    this.#position = position;
    if (item === this.item && day === this.#day) return;
    const hadFocus = this.#focused();
    this.item = item;
    this.#day = day;
    const isWhole = this.element.classList.contains('whole');
    this.element.className = `item ${item.read ? '' : 'unread'} ${item.priority} ${isWhole ? 'whole' : ''}`;
    this.element.dataset.seq = item.seq;
    this.element.setAttribute('aria-labelledby', `t${item.seq}`);
    this.element.replaceChildren(
      ...(day ? [h('div', { class: 'day', part: 'day' }, this.#host.say(day))] : []),
      h('div', { class: 'row', part: item.read ? 'item' : 'item unread' }, ...this.#drawn(item)),
    );
    this.measure();
    this.activate(this.element.tabIndex === 0);
    if (hadFocus) this.#controls[hadFocus - 1]?.focus();
  }

  get #controls() {
    return [...this.element.querySelectorAll('a, button')];
  }

  /** Which control has the focus, counted from one. */
  #focused() {
    return this.#controls.indexOf(this.element.getRootNode().activeElement) + 1;
  }

  /** What can't be drawn, say by the page's own `renderItem`, is shown by its name, and never stops the list. */
  #drawn(item) {
    try {
      return this.#parts(item);
    } catch (e) {
      reportError(e);
      return [h('span', { class: 'dot' }), h('div', { class: 'content' }, this.#main(item))];
    }
  }

  #parts(item) {
    const host = this.#host;
    const unread = item.read ? null : host.say(item.priority === 'high' ? 'important' : 'unread');
    const picture = pictureOf(item, host.icons);
    this.hasPicture = !!picture && !host.hasTemplate;
    return [
      h('span', { class: 'dot', part: 'dot', ...(unread && { role: 'img', 'aria-label': unread }) }),
      host.hasTemplate ? null : (picture ?? h('span', { class: 'picture none', part: 'picture' }, icon(...BELL))),
      h('div', { class: 'content' }, ...(host.hasTemplate ? this.#custom(item) : this.#standard(item))),
      h(
        'div',
        { class: 'actions', part: 'item-actions' },
        this.#action(item.read ? 'markUnread' : 'markRead', item.read ? DOT : CHECK, () => host.mark(item, !item.read)),
        this.#action(item.archived ? 'restore' : 'archive', item.archived ? RESTORE : ARCHIVE, () =>
          host.view.archive(item, !item.archived),
        ),
      ),
    ];
  }

  #standard(item) {
    const host = this.#host;
    const body = bodyOf(item);
    this.#more = h('button', { type: 'button', class: 'unfold', part: 'item-more', hidden: true, onclick: () => this.#unfold() });
    return [
      this.#main(item),
      body && h('div', { class: 'body', part: 'item-body', dir: 'auto' }, body),
      h(
        'div',
        { class: 'meta', part: 'item-meta' },
        h('time', { datetime: item.createdAt, title: host.momentOf(item) }, host.timeOf(item)),
        item.count > 1
          ? h('span', { class: 'count', part: 'item-count', role: 'img', 'aria-label': host.say('standsFor', { n: item.count }) }, '×' + host.number(item.count))
          : null,
        this.#more,
      ),
    ];
  }

  /** Shown in the page itself, where its styles apply, through a slot. */
  #custom(item) {
    const host = this.#host;
    const name = 'item-' + item.seq;
    this.#own?.remove();
    this.#own = host.renderItem?.(item) ?? filled(host.template, item, host);
    this.#own.slot = name;
    host.append(this.#own);
    // a page that is made to look like another, by Turbo or htmx, takes out what it does not know
    const onslotchange = ({ target }) => target.isConnected && !this.#own.isConnected && host.append(this.#own);
    return [this.#main(item, { class: 'title cover', 'aria-label': nameOf(item) }, ''), h('slot', { name, onslotchange })];
  }

  #main(item, attributes, content) {
    const host = this.#host;
    const select = (event) => host.select(item, event);
    return mainControl(item, { select, target: host.getAttribute('link-target'), id: `t${item.seq}`, part: 'item-title', ...attributes }, content);
  }

  #action(name, paths, act) {
    const label = this.#host.say(name);
    return h('button', { type: 'button', class: 'small', part: 'item-action', title: label, 'aria-label': label, onclick: act }, icon(...paths));
  }

  /** Offers the rest of a text that is cut off. */
  measure() {
    const more = this.#more;
    if (!more?.isConnected) return;
    const isWhole = this.element.classList.contains('whole');
    const isCut = [...this.element.querySelectorAll('.title > span, .body')].some((text) => text.scrollHeight > text.clientHeight + 1);
    more.hidden = !isWhole && !isCut;
    more.textContent = this.#host.say(isWhole ? 'less' : 'more');
    more.setAttribute('aria-expanded', isWhole);
  }

  #unfold() {
    this.element.classList.toggle('whole');
    this.measure();
  }

  /** Of all articles one is reached by Tab, and with it its controls. */
  activate(isActive) {
    this.element.tabIndex = isActive ? 0 : -1;
    this.#controls.forEach((control) => (control.tabIndex = isActive ? 0 : -1));
  }

  renewTime() {
    const time = this.element.querySelector('time');
    if (time) time.textContent = this.#host.timeOf(this.item);
  }

  /** Presses the main control. */
  press() {
    this.element.querySelector('.title').click();
  }

  remove() {
    this.#own?.remove();
    this.element.remove();
  }
}
