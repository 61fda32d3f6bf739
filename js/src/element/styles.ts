const CSS = `
:host {
  color-scheme: light dark;
  --_accent: var(--engagements-accent, light-dark(#0b5cad, #8ec5ff));
  --_on-accent: var(--engagements-on-accent, light-dark(#fff, #06243f));
  --_text: var(--engagements-text, light-dark(#1c2733, #e8edf2));
  --_muted: var(--engagements-muted, light-dark(#55626f, #a9b5c1));
  --_background: var(--engagements-background, light-dark(#fff, #14191f));
  --_surface: var(--engagements-surface, light-dark(#f4f6f8, #1e252d));
  --_border: var(--engagements-border, light-dark(#d5dce3, #36414c));
  --_field-border: var(--engagements-field-border, light-dark(#7b8794, #7b8896));
  --_danger: var(--engagements-danger, light-dark(#b3261e, #ffb4ab));
  --_warning: var(--engagements-warning, light-dark(#7a4b00, #ffd08a));
  --_warning-surface: var(--engagements-warning-surface, light-dark(#fff6e5, #33270f));
  --_radius: var(--engagements-radius, 8px);
  display: block; box-sizing: border-box; padding: 16px; container-type: inline-size;
  font: 14px/1.5 var(--engagements-font, system-ui, sans-serif);
  color: var(--_text); background: var(--_background);
}
:host([hidden]), [hidden] { display: none !important; }
*, ::before, ::after { box-sizing: border-box; }
button, input, select, textarea { font: inherit; color: inherit; }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
button {
  display: inline-flex; align-items: center; justify-content: center; gap: 6px; min-height: 32px; padding: 3px 12px;
  border: 1px solid var(--_border); border-radius: var(--_radius); background: var(--_background); cursor: pointer;
}
button:hover, button[aria-expanded=true] { background: var(--_surface); border-color: var(--_muted); }
.primary { background: var(--_accent); border-color: var(--_accent); color: var(--_on-accent); font-weight: 600; }
.primary:hover { background: var(--_accent); filter: brightness(1.1); }
.link, .link:hover { min-height: 24px; padding: 0; border: 0; background: none; color: var(--_accent); font-size: 13px; }
.link:hover { text-decoration: underline; }
[aria-disabled] { opacity: .75; cursor: progress; }
svg { width: 16px; height: 16px; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; flex: none; }
.actions { display: flex; gap: 8px; }
.actions button { flex: 1; padding-inline: 8px; font-weight: 500; white-space: nowrap; }
.filters { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 12px; }
.filters button { min-height: 26px; padding: 0 10px; border-radius: 13px; font-size: 13px; color: var(--_muted); }
.filters button[aria-pressed=true] { background: var(--_accent); border-color: var(--_accent); color: var(--_on-accent); }
form { margin-top: 12px; padding: 14px; border: 1px solid var(--_border); border-radius: var(--_radius); background: var(--_surface); }
.form-title { font-weight: 600; margin-bottom: 10px; }
.fields { display: grid; grid-template-columns: 2fr 1fr; gap: 10px; }
label { display: grid; gap: 3px; font-size: 13px; min-width: 0; }
label.wide { grid-column: 1 / -1; }
label span { color: var(--_muted); }
input, select, textarea {
  width: 100%; min-width: 0; min-height: 34px; padding: 5px 9px; font-size: 14px;
  border: 1px solid var(--_field-border); border-radius: calc(var(--_radius) - 2px); background: var(--_background);
}
textarea { resize: vertical; }
.form-actions { display: flex; gap: 8px; margin-top: 12px; }
.problem { margin: 0 0 10px; color: var(--_danger); font-size: 13px; overflow-wrap: anywhere; }
.feed { margin-top: 18px; }
article { position: relative; display: flex; gap: 12px; padding-bottom: 18px; border-radius: var(--_radius); }
article:focus-visible { outline-offset: 4px; }
article::before { content: ''; position: absolute; left: 14.5px; top: 34px; bottom: 4px; width: 1px; background: var(--_border); }
.feed article:last-child::before { display: none; }
.badge { display: grid; place-items: center; flex: none; width: 30px; height: 30px; border-radius: 50%; background: var(--_tint); color: var(--_ink); }
article { --_tint: light-dark(#e8ecf0, #2b343e); --_ink: light-dark(#45525f, #c3cdd7); }
[data-kind=NOTE] { --_tint: light-dark(#fdf0cf, #3b3015); --_ink: light-dark(#7a5200, #ffd98a); }
[data-kind=EMAIL] { --_tint: light-dark(#e3eefb, #18304a); --_ink: light-dark(#0b5cad, #9ccbff); }
[data-kind=CALL] { --_tint: light-dark(#def3e6, #16362a); --_ink: light-dark(#14693d, #8fe0b3); }
[data-kind=MEETING] { --_tint: light-dark(#efe6fb, #32254a); --_ink: light-dark(#6236a8, #d2b8ff); }
[data-kind=TASK] { --_tint: light-dark(#fde6e0, #42251d); --_ink: light-dark(#a13a1c, #ffb9a3); }
.main { flex: 1; min-width: 0; padding-top: 4px; }
.head { display: flex; justify-content: space-between; align-items: baseline; gap: 10px; }
.title { font-weight: 600; overflow-wrap: anywhere; }
time { color: var(--_muted); font-size: 13px; white-space: nowrap; }
.meta { display: flex; flex-wrap: wrap; color: var(--_muted); font-size: 13px; }
.meta span:not(:last-child)::after { content: '\\00b7'; margin-inline: 6px; }
.late { color: var(--_danger); }
.body { margin-top: 4px; overflow-wrap: anywhere; overflow-x: auto; }
.body :is(h1, h2, h3, h4, h5, h6) { font-size: inherit; margin: 8px 0 2px; }
.body :is(p, ul, ol, blockquote, pre, table) { margin: 0 0 6px; }
.body :is(ul, ol) { padding-left: 22px; }
.body > :last-child { margin-bottom: 0; }
.body blockquote { padding-left: 10px; border-left: 3px solid var(--_border); color: var(--_muted); }
.body pre { white-space: pre-wrap; }
a { color: var(--_accent); }
.state { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin-top: 8px; font-size: 13px; }
.state button { min-height: 28px; padding: 0 10px; }
.said { color: var(--_muted); overflow-wrap: anywhere; }
[data-state=saving] .badge { opacity: .6; }
[data-state=ambiguous] .state, [data-state=absent] .state, [data-state=refused] .state {
  padding: 8px 10px; border-radius: var(--_radius); background: var(--_warning-surface);
}
:is([data-state=ambiguous], [data-state=absent], [data-state=refused]) .said { color: var(--_warning); }
.foot { display: grid; justify-items: center; gap: 8px; padding: 6px 0; color: var(--_muted); text-align: center; font-size: 13px; }
.feed[hidden] + .foot { margin-top: 18px; }
.foot p { margin: 0; overflow-wrap: anywhere; }
.foot .failed { color: var(--_danger); font-weight: 600; }
.foot .big { margin-top: 22px; color: var(--_text); font-size: 15px; font-weight: 600; }
.bones { display: grid; gap: 22px; width: 100%; }
.bone { display: grid; grid-template-columns: 30px 1fr; gap: 8px 12px; }
.bone i { height: 12px; border-radius: 6px; background: var(--_border); opacity: .6; }
.bone i:first-child { grid-row: span 3; width: 30px; height: 30px; border-radius: 50%; }
.bone i:nth-child(2) { width: 45%; margin-top: 4px; }
.bone i:last-child { width: 70%; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (prefers-reduced-motion: no-preference) {
  .bone { animation: breathe 1.4s ease-in-out infinite alternate; }
  @keyframes breathe { to { opacity: .5; } }
}
@container (max-width: 300px) {
  .actions svg { display: none; }
  .actions { gap: 6px; }
  .head { flex-wrap: wrap; gap: 0 10px; }
}
@media (forced-colors: active) { .filters button[aria-pressed=true] { outline: 2px solid; } }
`;

let sheet: CSSStyleSheet | undefined;

/** The one sheet of all timelines. Made by script, so that a page's policy on inline styles does not matter. */
export function styleSheet(): CSSStyleSheet {
  if (sheet) return sheet;
  sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  return sheet;
}
