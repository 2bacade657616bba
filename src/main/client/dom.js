const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element with attributes and children. Text becomes text and never markup, and attributes that
 * begin with `on` are listeners; so nothing that a notification says can become code.
 */
export function h(name, attributes = {}, ...children) {
  const isSvg = ['svg', 'path', 'circle'].includes(name);
  const element = isSvg ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value != null && value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

export function icon(...paths) {
  return h(
    'svg',
    { viewBox: '0 0 24 24', 'aria-hidden': 'true', class: 'icon' },
    ...paths.map((d) => h('path', { d })),
  );
}

export const BELL = [
  'M6 9.5a6 6 0 0 1 12 0c0 4.2 1.2 5.7 2.2 6.8.5.5.1 1.2-.6 1.2H4.4c-.7 0-1.1-.7-.6-1.2C4.8 15.2 6 13.7 6 9.5Z',
  'M9.7 20.5a2.5 2.5 0 0 0 4.6 0',
];
export const ARCHIVE = ['M4 8.5h16v9.5a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2Z', 'M3 4h18v4.5H3Z', 'M10 12.5h4'];
export const RESTORE = ['M4 8.5h16v9.5a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2Z', 'M3 4h18v4.5H3Z', 'M12 17v-5', 'm9.5 14 2.5-2.5 2.5 2.5'];
export const DOT = ['M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z'];
export const CHECK = ['m5 12.5 4.5 4.5L19 7.5'];
export const CLOSE = ['m6 6 12 12', 'M18 6 6 18'];

/** Addresses that a click may lead to; `javascript:` and its like are none. */
const HARMLESS = ['http:', 'https:', 'mailto:', 'tel:'];

/** A link as it may be used, or null. */
export function safeLink(link) {
  try {
    const url = new URL(link, document.baseURI);
    return link && HARMLESS.includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "5 minutes ago", in the given language. */
export function ago(time, language, now) {
  const seconds = (new Date(time) - Date.now()) / 1000;
  const [unit, size] = UNITS.find(([, size]) => -seconds >= size) ?? [];
  if (!unit) return now;
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}

/** What one presses to open an item: a link where it has one that is harmless, else a button. */
export function mainControl(item, act, attributes, content = item.title ?? item.type) {
  const href = safeLink(item.link);
  const kind = href ? { href, rel: 'noopener' } : { type: 'button' };
  return h(href ? 'a' : 'button', { class: 'title', dir: 'auto', ...kind, ...attributes, onclick: act }, content);
}
