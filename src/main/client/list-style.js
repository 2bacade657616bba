/** How the list looks; colours and what toasts share with it are in bell-style.js. */
export const LIST = `
.panel { position: fixed; display: none; width: min(var(--belfry-width, 400px), calc(100vw - 16px)); max-height: var(--belfry-height, 560px); overflow: hidden; background: var(--_surface); border: 1px solid var(--_line); border-radius: var(--_radius); box-shadow: var(--_shadow); z-index: 2147483000; }
.panel.open { display: flex; animation: appear .14s ease-out; }
@keyframes appear { from { opacity: 0; translate: 0 -6px } }
.panel:focus, .page:focus { outline: none; }
.view { flex: 1; display: flex; flex-direction: column; min-width: 0; min-height: 0; }
.page { display: flex; overflow: clip; background: var(--_surface); border: 1px solid var(--_line); border-radius: var(--_radius); }
.page .views { max-width: 420px; }
.head { display: flex; flex-wrap: wrap; align-items: center; gap: 0 4px; padding-block: 12px 8px; padding-inline: 16px 10px; }
.tools { display: flex; align-items: center; gap: 4px; margin-inline-start: auto; }
.head h2 { flex: 1 0 auto; margin: 0; font-size: 16px; font-weight: 650; letter-spacing: -.01em; }
.text { color: var(--_accent); font-size: 13px; font-weight: 550; padding: 4px 8px; border-radius: 8px; }
.text:hover, .small:hover { background: var(--_hover); }
.text:disabled, .small:disabled { opacity: .45; cursor: default; background: none; }
.away { visibility: hidden; }
.views { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(max-content, 1fr); gap: 2px; margin: 0 12px 10px; padding: 3px; border-radius: 10px; background: var(--_track); }
.views button { display: flex; justify-content: center; align-items: center; gap: 6px; min-width: 0; padding: 4px 8px; border-radius: 8px; font-size: 13px; color: var(--_muted); white-space: nowrap; }
.views button > :first-child { overflow: hidden; text-overflow: ellipsis; }
.views button:hover { color: var(--_text); }
.views button[aria-pressed=true] { background: var(--_raised); color: var(--_text); font-weight: 600; box-shadow: 0 1px 2px rgb(15 20 40 / .14); }
.number { padding: 0 6px; border-radius: 99px; background: var(--_accent); color: var(--_on-accent); font-size: 11px; font-weight: 650; line-height: 17px; font-variant-numeric: tabular-nums; }
.number:empty { display: none; }
.banner { display: flex; align-items: center; gap: 8px; padding: 5px 16px; font-size: 13px; min-height: 36px; color: var(--_on-warning); background: var(--_warning); }
.banner .text { color: inherit; text-decoration: underline; }
.banner .text:hover { background: none; }

.middle { position: relative; display: flex; flex-direction: column; flex: 1; min-height: 96px; border-block-start: 1px solid var(--_line); }
.over, .under { position: absolute; inset-inline: 0; display: grid; justify-items: center; z-index: 2; pointer-events: none; }
.over { inset-block-start: 10px; }
.under { inset-block-end: 12px; }
.over > *, .under > * { pointer-events: auto; }
.page .over, .page .under { position: sticky; height: 0; }
.page .under { inset-block-end: 60px; }
.pill, .undo { display: flex; align-items: center; gap: 6px; padding: 5px 14px 5px 10px; border-radius: 99px; font-size: 13px; font-weight: 600; box-shadow: 0 2px 10px rgb(15 20 40 / .28); animation: appear .14s ease-out; }
.pill { background: var(--_accent); color: var(--_on-accent); }
.pill .icon { width: 15px; height: 15px; stroke-width: 2.2; }
.undo { padding: 4px 6px 4px 14px; padding-inline: 14px 6px; background: var(--_text); color: var(--_surface); border-radius: 10px; font-weight: 400; white-space: nowrap; }
.undo .text { color: inherit; font-weight: 650; text-decoration: underline; }
.undo .text:hover { background: none; }
.undo :focus-visible { outline-color: currentColor; outline-offset: -2px; }

.scroll { flex: 1; min-height: 0; }
.panel .scroll { overflow-y: auto; overscroll-behavior: contain; scrollbar-width: thin; }
.last { height: 1px; margin-block-start: -1px; }
.item { content-visibility: auto; contain-intrinsic-size: auto 76px; }
.item:focus-visible { outline: none; }
.item:focus-visible .row { outline: 2px solid var(--_accent); outline-offset: -2px; border-radius: 6px; }
.day { padding: 12px 20px 5px; font-size: 12px; font-weight: 600; color: var(--_muted); }
.row { position: relative; display: flex; gap: 12px; padding-block: 12px; padding-inline: 20px 16px; transition: background .12s; }
.unread .row { background: var(--_fresh); }
.row:hover { background: var(--_hover); }
.unread .row:hover { background: linear-gradient(rgb(70 100 220 / .07) 0 0) var(--_fresh); }
.item + .item { border-block-start: 1px solid var(--_line); }
.dot { position: absolute; inset-block-start: 18px; inset-inline-start: 7px; width: 8px; height: 8px; border-radius: 50%; }
.unread .dot { background: var(--_accent); }
.unread.high .dot { background: var(--_badge); }
.picture.none { display: none; }
.pictured .picture.none { display: grid; }
.pictured .dot { inset-block-start: 26px; }
.unread .title { font-weight: 600; }
.title.cover { position: absolute; inset: 0; }
.whole .title > span, .whole .body { -webkit-line-clamp: none; }
.meta { display: flex; flex-wrap: wrap; gap: 2px 8px; align-items: center; margin-block-start: 3px; color: var(--_muted); font-size: 12px; }
.count { padding: 0 7px; border-radius: 99px; background: var(--_line); color: var(--_text); font-weight: 600; font-size: 11px; }
.unfold { position: relative; padding: 0 6px; margin-inline: -6px; border-radius: 6px; color: var(--_accent); font-weight: 550; }
.unfold:hover { text-decoration: underline; }
.actions { position: absolute; inset-block-start: 8px; inset-inline-end: 10px; display: flex; gap: 2px; padding: 2px; border: 1px solid var(--_line); border-radius: 10px; background: var(--_surface); opacity: 0; transition: opacity .12s; }
.item:hover .actions, .item:focus-within .actions, .item:focus .actions { opacity: 1; }
.actions .small:hover { background: var(--_hover); color: var(--_text); }
@media (hover: none) {
  .actions { inset-block: auto 10px; border: 0; background: none; padding: 0; opacity: 1; }
  .meta { min-height: 26px; padding-inline-end: 64px; }
}

.note { display: flex; flex-direction: column; align-items: center; gap: 6px; padding: 44px 24px; text-align: center; color: var(--_muted); }
.note .icon { width: 34px; height: 34px; opacity: .5; margin-block-end: 4px; }
.note strong { color: var(--_text); font-weight: 600; }
.more { padding: 14px; }
.more i { display: block; height: 12px; margin: 6px 16px; border-radius: 6px; background: var(--_line); animation: breathe 1.2s ease infinite alternate; }
.more i:nth-child(2n) { width: 60%; }
@keyframes breathe { to { opacity: .4 } }
.see-all { padding: 10px; border-block-start: 1px solid var(--_line); color: var(--_accent); font-size: 13px; font-weight: 550; text-align: center; text-decoration: none; }
.see-all:hover { background: var(--_hover); }
.see-all:focus-visible { outline-offset: -3px; }
@media (max-width: 480px) { .panel { width: calc(100vw - 16px); } }
@media (forced-colors: active) {
  .dot, .number { forced-color-adjust: none; }
  .number, .unread .dot { background: Highlight; color: HighlightText; }
  .views button[aria-pressed=true], .pill, .undo { outline: 2px solid Highlight; outline-offset: -2px; }
}
`;
