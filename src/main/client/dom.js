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
export const UP = ['M12 19V5', 'm6 11 6-6 6 6'];

/** Whether a node is another's, through shadow roots too. */
export function isWithin(node, outer) {
  for (let at = node; at; at = at.parentNode ?? at.host) if (at === outer) return true;
  return false;
}

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

const isText = (text) => typeof text === 'string' && text.trim() !== '';

/** What an item is called: its title, or else its body, or else its type. */
export const nameOf = (item) => [item.title, item.body].find(isText) ?? item.type;

/** What there is to say besides. */
export const bodyOf = (item) => (isText(item.title) && isText(item.body) ? item.body : null);

/** Opened somewhere else, which is the browser's business. */
export const opensElsewhere = (event) =>
  !!event?.currentTarget?.href && (event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey);

/** What one presses to open an item: a link where it has one that is harmless, else a button. */
export function mainControl(item, { select, target, ...attributes }, content = nameOf(item)) {
  const href = safeLink(item.link);
  const kind = href ? { href, target, rel: 'noopener' } : { type: 'button' };
  return h(
    href ? 'a' : 'button',
    { class: 'title', dir: 'auto', ...kind, ...attributes, onclick: select, onauxclick: (e) => e.button === 1 && href && select(e) },
    h('span', {}, content),
  );
}

/** Pictures may come from the web or be contained in the text; a short text, like an emoji, is shown as it is. */
const PICTURES = /^(https?:|data:image\/|blob:)/;

function drawn(value, className) {
  if (value instanceof Node) return h('span', { class: className, part: 'picture' }, value);
  if (!isText(value)) return null;
  if (!/[/:]/.test(value)) return h('span', { class: className, part: 'picture' }, [...value].slice(0, 4).join(''));
  const src = URL.canParse?.(value, document.baseURI) !== false && new URL(value, document.baseURI).href;
  if (!PICTURES.test(src)) return null;
  const image = h('img', { src, alt: '', loading: 'lazy', referrerpolicy: 'no-referrer', onerror: () => image.replaceWith(icon(...BELL)) });
  return h('span', { class: className, part: 'picture' }, image);
}

/** The value for a type, or for what it begins with: `comment.created`, `comment`, `*`. */
function ofType(map, type) {
  for (let name = type; name; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
    if (Object.hasOwn(map, name)) return map[name];
  }
  return map['*'];
}

/** Who or what an item is from, as a picture; null where nothing says so. */
export function pictureOf(item, icons) {
  const { avatar, icon: own } = Object(item.data);
  const byType = icons && ofType(icons, item.type);
  return (
    drawn(avatar, 'picture avatar') ??
    drawn(own, 'picture') ??
    drawn(typeof byType === 'function' ? byType(item) : byType, 'picture')
  );
}
