import { h } from './dom.js';
import { ListView } from './list-view.js';

const EDGE = 8;
/** Less room than this beside the bell, and the list takes all that the window has. */
const LEAST = 280;

/** What holds the list behind the bell: it stands in the top layer, beside the bell and within the window. */
export class Panel {
  #bell;
  #button;
  #view;
  #watch;

  constructor(bell, button) {
    this.#bell = bell;
    this.#button = button;
    this.#view = new ListView(bell);
    this.element = h(
      'div',
      { class: 'panel', part: 'panel', role: 'dialog', 'aria-labelledby': 'title', tabindex: '-1', popover: 'manual' },
      this.#view.element,
    );
    bell.present(this.#view);
  }

  show() {
    const { element } = this;
    element.classList.add('open');
    element.showPopover?.();
    this.#view.begin();
    this.#place();
    this.#watchOutside();
    element.focus({ preventScroll: true });
  }

  /** Closes when something else is pressed or gets the focus, a frame's contents among it. */
  #watchOutside() {
    this.#watch = new AbortController();
    const { signal } = this.#watch;
    const options = { signal, capture: true, passive: true };
    for (const event of ['scroll', 'resize']) addEventListener(event, () => this.#place(), options);
    for (const event of ['pointerdown', 'focusin']) {
      // what happens within comes by here, also where a closed shadow root hides where it does
      let isWithin;
      this.#bell.addEventListener(event, () => (isWithin = true), options);
      addEventListener(event, () => {
        isWithin = false;
        setTimeout(() => isWithin || signal.aborted || this.#bell.hide());
      }, options);
    }
    addEventListener('blur', () => setTimeout(() => {
      // the focus went into a frame of this page, not to another window
      if (!signal.aborted && document.hasFocus() && !this.#bell.contains(document.activeElement)) this.#bell.hide();
    }), { signal });
  }

  hide() {
    this.#watch?.abort();
    this.#view.pause();
    const hadFocus = this.#bell.shadowRoot.activeElement;
    this.element.classList.remove('open');
    this.element.hidePopover?.();
    if (hadFocus) this.#button.focus();
  }

  /** Below the bell or above it, wherever there is more room, and never beyond the window. */
  #place() {
    const bell = this.#button.getBoundingClientRect();
    const panel = this.element;
    const below = innerHeight - bell.bottom - 2 * EDGE;
    const above = bell.top - 2 * EDGE;
    const isBelow = below > 320 || below >= above;
    const room = Math.max(above, below);
    const isRtl = getComputedStyle(this.#bell).direction === 'rtl';
    const left = isRtl ? bell.left : bell.right - panel.offsetWidth;
    const { style } = panel;
    style.left = Math.max(EDGE, Math.min(left, innerWidth - panel.offsetWidth - EDGE)) + 'px';
    style.top = room < LEAST ? EDGE + 'px' : isBelow ? bell.bottom + EDGE + 'px' : 'auto';
    style.bottom = room < LEAST || isBelow ? 'auto' : innerHeight - bell.top + EDGE + 'px';
    style.maxHeight = `min(var(--belfry-height, 560px), ${room < LEAST ? innerHeight - 2 * EDGE : isBelow ? below : above}px)`;
  }
}
