import { BelfryElement } from './element.js';
import { ListView } from './list-view.js';

/** `<belfry-inbox>`: the list in a page of its own. See docs/client.md for its attributes, events, parts and slots. */
export class BelfryInbox extends BelfryElement {
  #watch;

  constructor() {
    super();
    if (!this.shadowRoot) return;
    const view = new ListView(this, true);
    this.shadowRoot.append(view.element);
    this.present(view);
  }

  connectedCallback() {
    super.connectedCallback();
    // what nobody sees is not drawn, nor is it seen
    this.#watch = new IntersectionObserver(([{ isIntersecting }]) => {
      if (isIntersecting === this.view.isOn) return;
      if (isIntersecting) this.view.begin();
      else this.view.pause();
    });
    this.#watch.observe(this);
  }

  disconnectedCallback() {
    this.#watch.disconnect();
    this.view.pause();
    super.disconnectedCallback();
  }
}

if (globalThis.customElements && !customElements.get('belfry-inbox')) customElements.define('belfry-inbox', BelfryInbox);
