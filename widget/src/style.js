/** The looks of the widget, as CSS for its shadow tree; docs/widget.md names what a page may set. */

export const CSS = `
:host {
  --accent: var(--agent-assist-accent, light-dark(#2f5fd0, #8fb2ff));
  --on-accent: var(--agent-assist-on-accent, light-dark(#fff, #0d1526));
  --ground: var(--agent-assist-background, light-dark(#fff, #1b1e24));
  --ink: var(--agent-assist-foreground, light-dark(#1c2330, #e8ebf1));
  --soft: var(--agent-assist-muted, light-dark(#5c6675, #9fa9b8));
  --line: var(--agent-assist-border, light-dark(#dfe3ea, #343a44));
  --round: var(--agent-assist-radius, 10px);
  --waits: light-dark(oklch(.55 .19 25), oklch(.75 .15 25));
  --row: 0px;
  --finger: 0px;
  display: block;
  color-scheme: light dark;
  font: 400 var(--agent-assist-font-size, 14px) / 1.45 var(--agent-assist-font, system-ui, sans-serif);
}
:host([hidden]) { display: none }
:host([form=bar]) { min-block-size: 44px }
:host([form=badge]) { display: inline-block; inline-size: 44px; block-size: 44px }
:host(:is([form=bar], [form=badge])) .frame:not([popover]) { display: none }
:host([conversations]) { --row: 36px }
:host([theme=light]) { color-scheme: light }
:host([theme=dark]) { color-scheme: dark }
* { box-sizing: border-box; margin: 0 }
[hidden] { display: none !important }

.frame, .bar { container-type: inline-size }

[data-tone] { --tone-chroma: 1; --hue: 260 }
[data-tone=anger] { --hue: 25 }
[data-tone=frustration] { --hue: 48 }
[data-tone=anxiety] { --hue: 78 }
[data-tone=delight] { --hue: 140 }
[data-tone=gratitude] { --hue: 172 }
[data-tone=disappointment] { --hue: 248 }
[data-tone=confusion] { --hue: 285 }
[data-tone=remorse] { --hue: 310 }
[data-tone=playfulness] { --hue: 345 }
[data-tone=neutral], [data-tone=unsure] { --tone-chroma: .15 }

.panel {
  --own: 204px;
  display: flex;
  flex-direction: column;
  block-size: var(--agent-assist-height, calc(var(--own) + var(--row) + var(--finger)));
  overflow: hidden;
  color: var(--ink);
  background: var(--ground);
  border: 1px solid var(--line);
  border-radius: var(--round);
}
.head {
  --head: 52px;
  display: grid;
  grid: "tone need end" auto "tone books end" minmax(0, max-content) / auto minmax(0, 1fr) auto;
  align-content: center;
  align-items: center;
  column-gap: 10px;
  flex: none;
  block-size: calc(var(--head) + var(--finger));
  padding: 4px 12px;
  border-block-end: 1px solid var(--line);
}
.others { display: flex; flex: none; gap: 6px; overflow-x: auto; scrollbar-width: none; block-size: var(--row); padding: 4px 12px; list-style: none; border-block-end: 1px solid var(--line) }
button.chat { min-block-size: 26px; padding: 2px 10px; border-radius: 99px; color: var(--soft); font-size: .9em; font-weight: 400 }
button.chat:not([data-mark='']) { color: var(--ink); font-weight: 550 }
[data-mark=card]::before, [data-mark=need]::before { content: ''; inline-size: 8px; block-size: 8px; border: 2px solid var(--accent); border-radius: 50%; background: var(--accent) }
[data-mark=need]::before { border-color: var(--waits); background: none }
button.tone {
  grid-area: tone;
  gap: 6px;
  min-block-size: 26px;
  padding: 1px 9px;
  border-color: transparent;
  border-radius: 99px;
  font-size: .93em;
  font-weight: 600;
  color: light-dark(oklch(.41 calc(.11 * var(--tone-chroma)) var(--hue)), oklch(.89 calc(.08 * var(--tone-chroma)) var(--hue)));
  background: light-dark(oklch(.95 calc(.04 * var(--tone-chroma)) var(--hue)), oklch(.33 calc(.06 * var(--tone-chroma)) var(--hue)));
  transition: color .2s, background-color .2s;
}
button.tone::after { content: ''; inline-size: 5px; block-size: 5px; margin-block-end: 3px; border: solid; border-width: 0 1.5px 1.5px 0; rotate: 45deg; opacity: .7 }
.yours { font-weight: 400 }
.yours:empty, .books[data-told] { display: none }
.yours::before, .policy:not(:empty)::before { content: '· ' }
.need { grid-area: need; min-inline-size: 0; color: var(--soft); white-space: nowrap }
.end { grid-area: end; display: flex; align-items: center; gap: 6px }
button.more { min-block-size: 26px; min-inline-size: 28px; padding: 0; margin-inline-end: -6px; border-color: transparent; color: var(--soft) }
.books { grid-area: books; display: flex; gap: 16px; min-inline-size: 0; overflow: hidden; padding: 0; list-style: none; color: var(--soft); font-size: .9em; white-space: nowrap }
.entry { display: flex; gap: 5px; min-inline-size: 0 }
.entry[data-pressing] { color: var(--ink) }
.entry[data-pressing] .what { font-weight: 600 }
.entry:has(.left) { flex: none }
.what, .left, .more { flex: none }
.need, .rule, .next, .entry .quote { overflow: hidden; text-overflow: ellipsis }
.left { min-inline-size: 5em; font-variant-numeric: tabular-nums }
.course { display: block; inline-size: 76px; block-size: 22px; overflow: visible }
.course line { stroke: var(--line); stroke-dasharray: 2 3 }
.course polyline { fill: none; stroke: var(--soft); stroke-width: 1.5; stroke-linejoin: round; stroke-linecap: round; opacity: .6 }
.course circle { fill: light-dark(oklch(.62 calc(.14 * var(--tone-chroma)) var(--hue)), oklch(.76 calc(.12 * var(--tone-chroma)) var(--hue))) }
.course circle.now { stroke: var(--ground); stroke-width: 1.5 }
.course .peak, .course .turn { fill: none; stroke: var(--ink); stroke-width: 1.2 }

.body { position: relative; display: flex; flex-direction: column; flex: 1; min-block-size: 0 }
.stage { position: relative; flex: 1; min-block-size: 0 }
.card, .glance, .quiet { position: absolute; inset: 0; display: flex; padding: 10px 12px }
.card, .glance { flex-direction: column; gap: 5px; animation: arrive .16s ease-out }
.top { display: flex; align-items: baseline; gap: 10px; flex: none }
.kind { font-size: .93em; font-weight: 650; letter-spacing: .01em; color: var(--accent) }
.rule { flex: 1; min-inline-size: 0; text-align: end }
.rule, .policy { color: var(--soft); font-size: .82em; white-space: nowrap }
.text { flex: 0 1 auto; min-block-size: 2.9em; overflow: auto; font-size: 1.07em; line-height: 1.45 }
.foot { display: flex; align-items: flex-end; gap: 12px; flex: none; margin-block-start: auto }
.why { flex: 1; min-inline-size: 0; color: var(--soft); font-size: .9em; display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; -webkit-line-clamp: 2 }
.quote { color: var(--ink); font-style: italic; unicode-bidi: isolate }
.actions { display: flex; gap: 8px; flex: none }
.head:has([data-told]) { block-size: auto; min-block-size: 36px }
.glance { font-size: .95em; line-height: 1.35 }
.glance .top { align-items: center; flex-wrap: nowrap }
.glance .kind, .next { white-space: nowrap }
.next, .fact { color: var(--soft) }
.glance button { flex: none; min-block-size: 28px; padding-block: 2px; margin-inline-start: auto }
.facts { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 2px 12px; min-block-size: 0; overflow: auto }
.text, .why, .said { overflow-wrap: anywhere }
.card[data-kind=agent-care] { background: color-mix(in oklab, var(--accent) 7%, transparent) }
.quiet { place-items: center; place-content: center; gap: 8px 10px; flex-wrap: wrap; color: var(--soft); text-align: center }
.quiet[data-beside] { position: static; flex: none; flex-wrap: nowrap; justify-content: start; padding: 2px 12px; border-block-start: 1px solid var(--line); font-size: .9em; text-align: start }
.quiet[data-beside] button { min-block-size: 26px; margin-inline-start: auto; padding-block: 1px }
.quiet[data-listening]::before { content: ''; inline-size: 6px; block-size: 6px; border-radius: 50%; background: var(--soft); animation: breathe 3.2s ease-in-out infinite }

button {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  gap: 8px;
  min-block-size: 32px;
  padding: 4px 12px;
  border: 1px solid var(--line);
  border-radius: calc(var(--round) * .7);
  color: var(--ink);
  background: transparent;
  font: inherit;
  font-weight: 550;
  white-space: nowrap;
  cursor: pointer;
}
button:hover, button[aria-expanded=true] { border-color: var(--soft) }
button.insert { color: var(--on-accent); background: var(--accent); border-color: var(--accent) }
button.insert:hover { filter: brightness(1.08) }

.menu { inset: auto; min-inline-size: 190px; max-inline-size: calc(100vw - 12px); padding: 4px; overflow: auto; color: var(--ink); background: var(--ground); border: 1px solid var(--line); border-radius: var(--round); box-shadow: 0 6px 28px rgb(0 0 0 / .22) }
.item { position: relative; padding: 4px 12px 4px 28px; border-radius: calc(var(--round) * .6); cursor: pointer }
.item::first-letter { text-transform: uppercase }
.item:hover, .item:focus { background: color-mix(in oklab, var(--accent) 14%, transparent); outline-offset: -2px }
.item[aria-checked=true]::before { content: '✓'; position: absolute; inset-inline-start: 9px }
.item kbd { margin-inline-start: 14px; color: var(--soft) }

button:active { transform: translateY(1px) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
kbd { display: inline-flex; gap: 2px; font: inherit; font-size: .82em; font-weight: 500; opacity: .9 }
kbd span + span::before { content: '+'; margin-inline-end: 2px }
kbd.mac span + span::before { content: none }
.voice { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }

@keyframes breathe { 50% { opacity: .25 } }
@keyframes arrive { from { opacity: 0; transform: translateY(4px) } }

@container (min-width: 721px) {
  .need:empty + .books { grid-row: 1 / 3 }
  .facts { grid-template-columns: auto minmax(0, 1fr) auto minmax(0, 1fr) }
}
@container (max-width: 720px) {
  .panel { --own: 236px }
  .head { grid: "tone need end" auto "books books books" auto / auto minmax(0, 1fr) auto; --head: 80px; row-gap: 4px }
  .books { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 12px; max-block-size: 2.9em }
  .entry:only-child { grid-column: 1 / -1 }
}
@container (max-width: 520px) {
  .yours { font-size: 0 }
  .yours::before { content: '✎'; font-size: 13px }
  .panel { --own: 296px }
  .foot { flex-direction: column; align-items: stretch; gap: 8px }
  .why { flex: none }
  .actions button { flex: 1 }
}
@container (max-width: 420px) {
  .panel { --own: 316px }
  .head { grid: "tone end" auto "need need" auto "books books" auto / minmax(0, 1fr) auto; --head: 100px }
  .tone { justify-self: start }
  .end { justify-self: end }
}
@container (max-width: 330px) {
  .panel { --own: 400px }
  .head { padding-inline: 10px }
  .books { grid-template-columns: minmax(0, 1fr) }
  .next, .glance kbd { display: none }
  .card { padding-inline: 10px }
  .top { flex-wrap: wrap; row-gap: 0 }
  .rule, .policy::before { display: none }
  .why { -webkit-line-clamp: 3 }
  .actions { flex-direction: column-reverse }
}
@media (prefers-reduced-motion: reduce) {
  * { animation: none !important; transition: none !important }
  button:active { transform: none }
}
@media (pointer: coarse) {
  :host { --finger: 18px }
  :host([conversations]) { --row: 54px }
  button, .item { min-block-size: 44px !important; min-inline-size: 44px !important }
  .item { align-content: center }
}
@media (prefers-contrast: more) {
  :host { --soft: var(--ink); --line: var(--ink) }
  button.tone { border-color: currentColor }
  .course polyline { opacity: 1 }
}
@media (forced-colors: active) {
  button.tone { border-color: currentColor }
  button.insert { border-width: 2px }
  .dot, .course circle { forced-color-adjust: none }
  [data-mark=card]::before, .badge::after { forced-color-adjust: none; border-color: Highlight !important; background: Highlight !important }
  .item:focus { outline: 2px solid Highlight }
}
`
