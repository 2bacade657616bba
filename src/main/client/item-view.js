import { ARCHIVE, CHECK, DOT, RESTORE, h, icon, mainControl, safeLink } from './dom.js';
import { text } from './strings.js';

/** The value at a path like `data.author.name`. */
const valueAt = (item, path) => path.split('.').reduce((value, key) => value?.[key], item);

/** Fills a copy of the page's own template: `data-field` says which part of the item goes where. */
function filled(template, item, bell) {
  const copy = template.content.firstElementChild.cloneNode(true);
  for (const element of [copy, ...copy.querySelectorAll('[data-field]')]) {
    const { field } = element.dataset;
    if (!field) continue;
    if (field === 'link' && element.localName === 'a') {
      const link = safeLink(item.link);
      if (link) element.href = link;
    } else {
      element.textContent = field === 'time' ? bell.timeOf(item) : (valueAt(item, field) ?? '');
    }
  }
  copy.toggleAttribute('data-unread', !item.read);
  return copy;
}

/**
 * One item in the list: an article of a feed (WAI-ARIA APG), with one main control that covers it
 * and two small ones.
 */
export class ItemView {
  #bell;
  #item;
  #position;
  #own;

  constructor(bell) {
    this.#bell = bell;
    this.element = h('article', { tabindex: '-1', 'aria-setsize': -1 });
  }

  get seq() {
    return this.#item.seq;
  }

  /** Shows the item as it is now; does nothing where nothing has changed. */
  show(item, position) {
    if (position !== this.#position) this.element.setAttribute('aria-posinset', position);
    this.#position = position;
    if (item === this.#item) return;
    const hadFocus = this.#focused();
    this.#item = item;
    this.element.className = `item ${item.read ? '' : 'unread'} ${item.priority}`;
    this.element.setAttribute('part', item.read ? 'item' : 'item unread');
    this.element.setAttribute('aria-labelledby', `t${item.seq}`);
    this.element.replaceChildren(...this.#parts(item));
    this.activate(this.element.tabIndex === 0);
    if (hadFocus) this.element.querySelectorAll('a, button')[hadFocus - 1]?.focus();
  }

  /** Which control has the focus, counted from one. */
  #focused() {
    const focused = this.element.getRootNode().activeElement;
    return this.element.contains(focused) ? [...this.element.querySelectorAll('a, button')].indexOf(focused) + 1 : 0;
  }

  #parts(item) {
    const bell = this.#bell;
    const { strings } = bell;
    const unread = item.read ? null : text(strings, item.priority === 'high' ? 'important' : 'unread');
    return [
      h('span', { class: 'dot', part: 'dot', ...(unread && { role: 'img', 'aria-label': unread }) }),
      h('div', { class: 'content' }, ...(bell.hasTemplate ? this.#custom(item) : this.#standard(item))),
      h(
        'div',
        { class: 'actions', part: 'item-actions' },
        this.#action(item.read ? 'markUnread' : 'markRead', item.read ? DOT : CHECK, () => bell.mark(item, !item.read)),
        this.#action(item.archived ? 'restore' : 'archive', item.archived ? RESTORE : ARCHIVE, () =>
          bell.archive(item, !item.archived),
        ),
      ),
    ];
  }

  #standard(item) {
    return [
      this.#main(item),
      item.body && h('div', { class: 'body', part: 'item-body', dir: 'auto' }, item.body),
      h(
        'div',
        { class: 'meta', part: 'item-meta' },
        h('time', { datetime: item.createdAt, title: new Date(item.createdAt).toLocaleString(this.#bell.language) }, this.#bell.timeOf(item)),
        item.count > 1
          ? h('span', { class: 'count', part: 'item-count', 'aria-label': text(this.#bell.strings, 'standsFor', { n: item.count }) }, '×' + item.count)
          : null,
      ),
    ];
  }

  /** Shown in the page itself, where its styles apply, through a slot. */
  #custom(item) {
    const bell = this.#bell;
    const name = 'item-' + item.seq;
    this.#own?.remove();
    this.#own = bell.renderItem?.(item) ?? filled(bell.template, item, bell);
    this.#own.slot = name;
    bell.append(this.#own);
    return [this.#main(item, { class: 'title cover', 'aria-label': item.title ?? item.type }, ''), h('slot', { name })];
  }

  #main(item, attributes, content) {
    const select = (event) => this.#bell.select(item, event);
    return mainControl(item, select, { id: `t${item.seq}`, part: 'item-title', ...attributes }, content);
  }

  #action(name, paths, act) {
    const label = text(this.#bell.strings, name);
    return h(
      'button',
      { type: 'button', part: 'item-action', title: label, 'aria-label': label, onclick: act },
      icon(...paths),
    );
  }

  /** Of all articles one is reached by Tab, and with it its controls. */
  activate(isActive) {
    this.element.tabIndex = isActive ? 0 : -1;
    this.element.querySelectorAll('a, button').forEach((control) => (control.tabIndex = isActive ? 0 : -1));
  }

  renewTime() {
    const time = this.element.querySelector('time');
    if (time) time.textContent = this.#bell.timeOf(this.#item);
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
