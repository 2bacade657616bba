/** Elements out of text that others wrote: it becomes text and never markup. */
export function draw(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null && child !== false));
  return element;
}

export function cell(content, className = '') {
  return draw('td', { class: className }, ...[content].flat());
}

export const row = (...cells) => draw('tr', {}, ...cells);

/** Fills a table's body; what has the focus keeps it where it is in the same place. */
export function rows(body, values, make) {
  const focused = [...body.querySelectorAll('button')].indexOf(document.activeElement);
  if (values.length) body.replaceChildren(...values.map(make));
  else body.replaceChildren(draw('tr', { class: 'none' }, draw('td', { colspan: 9 }, 'none')));
  if (focused >= 0) body.querySelectorAll('button')[focused]?.focus({ preventScroll: true });
}

/** Draws a line through the values, the newest at the right. */
export function line(svg, values) {
  const { width, height } = svg.viewBox.baseVal;
  const most = Math.max(1, ...values);
  const step = width / 59;
  const points = values.map((value, i) => [width - (values.length - 1 - i) * step, height - 1 - (value / most) * (height - 3)]);
  svg.querySelector('polyline').setAttribute('points', points.map((point) => point.map((n) => n.toFixed(1)).join()).join(' '));
}
