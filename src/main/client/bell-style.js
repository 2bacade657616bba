/** Colours, sizes and fonts of the page win over these: see docs/client.md for the properties. */
const CSS = `
:host {
  --_accent: var(--belfry-accent, light-dark(#3456d6, #8ea6ff));
  --_on-accent: var(--belfry-on-accent, light-dark(#fff, #10131c));
  --_badge: var(--belfry-badge, light-dark(#d92d42, #ff6b7a));
  --_on-badge: var(--belfry-on-badge, light-dark(#fff, #1c0a0c));
  --_surface: var(--belfry-surface, light-dark(#fff, #1b1e27));
  --_text: var(--belfry-text, light-dark(#171a23, #eceef4));
  --_muted: var(--belfry-muted, light-dark(#5c6376, #a0a8bb));
  --_line: var(--belfry-line, light-dark(#e5e8ef, #2f3442));
  --_hover: var(--belfry-hover, light-dark(#f4f6fa, #252937));
  --_fresh: var(--belfry-fresh, light-dark(#f1f4ff, #20263b));
  --_radius: var(--belfry-radius, 14px);
  --_shadow: var(--belfry-shadow, 0 1px 2px rgb(15 20 40 / .08), 0 12px 40px rgb(15 20 40 / .18));
  display: inline-block;
  position: relative;
  font: var(--belfry-font, 400 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
  color: var(--_text);
}
:host([hidden]) { display: none; }
:host([theme=light]) { color-scheme: light; }
:host([theme=dark]) { color-scheme: dark; }
:host([theme=auto]) { color-scheme: light dark; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: start; }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.icon { width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; display: block; }

::slotted([slot=icon]) { pointer-events: none; }
.bell { position: relative; display: grid; place-items: center; width: var(--belfry-size, 40px); height: var(--belfry-size, 40px); border-radius: 50%; color: inherit; transition: background .15s; }
.bell:hover, .bell[aria-expanded=true] { background: light-dark(rgb(20 25 40 / .07), rgb(255 255 255 / .1)); }
.bell .icon { width: 58%; height: 58%; }
.badge { position: absolute; inset-block-start: -1px; inset-inline-end: -2px; min-width: 18px; height: 18px; padding: 0 5px; border-radius: 9px; background: var(--_badge); color: var(--_on-badge); font-size: 11px; font-weight: 700; line-height: 18px; text-align: center; font-variant-numeric: tabular-nums; box-shadow: 0 0 0 2px var(--belfry-ring, transparent); }
.bell.quiet .icon { opacity: .55; }
.bell.rings .icon { animation: ring .7s ease; transform-origin: 50% 10%; }
@keyframes ring { 20% { rotate: 14deg } 45% { rotate: -11deg } 70% { rotate: 6deg } }

.panel { position: fixed; inset: auto; margin: 0; padding: 0; display: none; flex-direction: column; width: min(var(--belfry-width, 400px), calc(100vw - 16px)); max-height: var(--belfry-height, 560px); overflow: hidden; color: var(--_text); background: var(--_surface); border: 1px solid var(--_line); border-radius: var(--_radius); box-shadow: var(--_shadow); z-index: 2147483000; }
.panel.open { display: flex; animation: appear .14s ease-out; }
@keyframes appear { from { opacity: 0; translate: 0 -6px } }
.panel:focus { outline: none; }
.head { display: flex; align-items: center; gap: 8px; padding: 14px 16px 8px; }
.head h2 { flex: 1; margin: 0; font-size: 16px; font-weight: 650; letter-spacing: -.01em; }
.text { color: var(--_accent); font-size: 13px; font-weight: 550; padding: 4px 8px; margin-inline-end: -8px; border-radius: 8px; }
.text:hover { background: var(--_hover); }
.text:disabled { opacity: .45; cursor: default; background: none; }
.views { display: flex; gap: 4px; padding: 0 12px 10px; border-block-end: 1px solid var(--_line); }
.views button { padding: 3px 10px; border-radius: 99px; font-size: 13px; color: var(--_muted); }
.views button:hover { background: var(--_hover); }
.views button[aria-pressed=true] { background: var(--_fresh); color: var(--_accent); font-weight: 600; }
.banner { padding: 7px 16px; font-size: 13px; color: light-dark(#6b4a00, #ffd88a); background: light-dark(#fff6dd, #362c14); }

.scroll { overflow-y: auto; overscroll-behavior: contain; flex: 1; min-height: 96px; scrollbar-width: thin; }
.item { position: relative; display: flex; gap: 10px; padding-block: 12px; padding-inline: 16px 12px; content-visibility: auto; contain-intrinsic-size: auto 76px; transition: background .12s; }
.item + .item { border-block-start: 1px solid var(--_line); }
.item.unread { background: var(--_fresh); }
.item:hover { background: var(--_hover); }
.item:focus-visible { outline-offset: -2px; border-radius: 6px; }
.dot { flex: none; width: 8px; height: 8px; margin-block-start: 6px; border-radius: 50%; }
.unread .dot { background: var(--_accent); }
.unread.high .dot { background: var(--_badge); }
.content { flex: 1; min-width: 0; }
.title { display: block; width: 100%; color: inherit; text-decoration: none; text-align: match-parent; overflow-wrap: anywhere; }
.unread .title { font-weight: 600; }
.title::after { content: ""; position: absolute; inset: 0; }
.title.cover { position: absolute; inset: 0; }
.title:focus-visible { outline: none; }
.title:focus-visible::after { outline: 2px solid var(--_accent); outline-offset: -3px; border-radius: 6px; }
.body { color: var(--_muted); font-size: 13px; text-align: match-parent; margin-block-start: 2px; overflow-wrap: anywhere; display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; white-space: pre-line; }
.meta { display: flex; gap: 8px; align-items: center; margin-block-start: 3px; color: var(--_muted); font-size: 12px; }
.count { padding: 0 7px; border-radius: 99px; background: var(--_line); color: var(--_text); font-weight: 600; font-size: 11px; }
.actions { position: relative; display: flex; gap: 2px; align-self: start; margin-block-start: -4px; opacity: 0; transition: opacity .12s; }
.item:hover .actions, .item:focus-within .actions, .item:focus .actions { opacity: 1; }
@media (hover: none) { .actions { opacity: .7 } }
.actions button { display: grid; place-items: center; width: 30px; height: 30px; border-radius: 8px; color: var(--_muted); }
.actions button:hover { background: var(--_line); color: var(--_text); }
.actions .icon { width: 17px; height: 17px; }

.note { display: flex; flex-direction: column; align-items: center; gap: 6px; padding: 44px 24px; text-align: center; color: var(--_muted); }
.note .icon { width: 34px; height: 34px; opacity: .5; margin-block-end: 4px; }
.note strong { color: var(--_text); font-weight: 600; }
.note button { margin: 4px 0 0; }
.more { padding: 14px; }
.more i { display: block; height: 12px; margin: 6px 16px; border-radius: 6px; background: var(--_line); animation: breathe 1.2s ease infinite alternate; }
.more i:nth-child(2n) { width: 60%; }
@keyframes breathe { to { opacity: .4 } }

.toasts { position: fixed; inset-block-end: var(--belfry-toast-offset, 20px); inset-inline-end: var(--belfry-toast-offset, 20px); display: flex; flex-direction: column; gap: 10px; width: min(340px, calc(100% - 32px)); z-index: 2147483001; pointer-events: none; }
.toast { pointer-events: auto; position: relative; display: flex; gap: 10px; padding-block: 12px; padding-inline: 14px 10px; color: var(--_text); background: var(--_surface); border: 1px solid var(--_line); border-radius: var(--_radius); box-shadow: var(--_shadow); animation: arrive .22s cubic-bezier(.2, .9, .3, 1.2); }
.toast.high { border-inline-start: 3px solid var(--_badge); }
.toast > .icon { flex: none; color: var(--_accent); margin-block-start: 1px; }
.toast .title { font-weight: 600; }
.toast .close { position: relative; display: grid; place-items: center; flex: none; width: 26px; height: 26px; border-radius: 8px; color: var(--_muted); }
.toast .close:hover { background: var(--_hover); }
.toast .close .icon { width: 15px; height: 15px; }
.toast.leaves { opacity: 0; translate: 0 8px; transition: .2s; }
@keyframes arrive { from { opacity: 0; translate: 0 16px; scale: .97 } }
@media (max-width: 480px) {
  .panel { width: calc(100vw - 16px); }
  .toasts { inset-inline: 12px; inset-block-end: 12px; width: auto; }
}
@media (prefers-reduced-motion: reduce) { *, *::after { animation: none !important; transition: none !important; } }
@media (forced-colors: active) { .badge, .dot { forced-color-adjust: none } }
`;

let sheet;

/** One sheet for all bells; not in a style element, which strict content policies forbid. */
export function style() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  return sheet;
}
