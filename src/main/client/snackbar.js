import { h } from './dom.js';

/** How long something can be undone at least. */
const SHOWN = 8000;

/** Says for a while what was just done, and takes it back where that is wanted. */
export class Snackbar {
  #host;
  #text = h('span');
  #undo = h('button', { type: 'button', class: 'text' });
  #bar;
  #timer;

  constructor(host) {
    this.#host = host;
    this.#bar = h(
      'div',
      { class: 'undo', part: 'undo', hidden: true, onpointerenter: () => clearTimeout(this.#timer), onpointerleave: () => this.#later() },
      this.#text, this.#undo,
    );
    this.element = h('div', { class: 'under', role: 'status' }, this.#bar);
  }

  offer(label, act) {
    this.#text.textContent = label;
    this.#undo.textContent = this.#host.say('undo');
    this.#undo.onclick = () => {
      this.hide();
      act();
    };
    this.#bar.hidden = false;
    this.#later();
  }

  hide() {
    clearTimeout(this.#timer);
    this.#bar.hidden = true;
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#bar.contains(this.#host.shadowRoot.activeElement)) this.#later();
      else this.hide();
    }, SHOWN);
  }
}
