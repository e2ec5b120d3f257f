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
  --height: var(--agent-assist-height, 204px);
  display: block;
  container-type: inline-size;
  color-scheme: light dark;
  font: 400 var(--agent-assist-font-size, 14px) / 1.45 var(--agent-assist-font, system-ui, sans-serif);
}
:host([hidden]) { display: none }
:host([theme=light]) { color-scheme: light }
:host([theme=dark]) { color-scheme: dark }
* { box-sizing: border-box; margin: 0 }
[hidden] { display: none !important }

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
  display: flex;
  flex-direction: column;
  block-size: var(--height);
  overflow: hidden;
  color: var(--ink);
  background: var(--ground);
  border: 1px solid var(--line);
  border-radius: var(--round);
}
.head {
  display: grid;
  grid: "tone need end" auto "tone books end" minmax(0, max-content) / auto minmax(0, 1fr) auto;
  align-content: center;
  align-items: center;
  column-gap: 10px;
  flex: none;
  block-size: 52px;
  padding: 4px 12px;
  border-block-end: 1px solid var(--line);
}
.tone {
  grid-area: tone;
  padding: 2px 9px;
  border-radius: 99px;
  font-size: .93em;
  font-weight: 600;
  color: light-dark(oklch(.41 calc(.11 * var(--tone-chroma)) var(--hue)), oklch(.89 calc(.08 * var(--tone-chroma)) var(--hue)));
  background: light-dark(oklch(.95 calc(.04 * var(--tone-chroma)) var(--hue)), oklch(.33 calc(.06 * var(--tone-chroma)) var(--hue)));
  transition: color .2s, background-color .2s;
}
.need { grid-area: need; min-inline-size: 0; overflow: hidden; color: var(--soft); text-overflow: ellipsis; white-space: nowrap }
.end { grid-area: end; display: flex; align-items: center; gap: 8px }
.books { grid-area: books; display: flex; gap: 16px; min-inline-size: 0; overflow: hidden; padding: 0; list-style: none; color: var(--soft); font-size: .9em; white-space: nowrap }
.entry { display: flex; gap: 5px; min-inline-size: 0 }
.entry[data-pressing] { color: var(--ink) }
.entry[data-pressing] .what { font-weight: 600 }
.entry:has(.left) { flex: none }
.what, .left, .more { flex: none }
.entry .quote { overflow: hidden; text-overflow: ellipsis }
.left { min-inline-size: 5em; font-variant-numeric: tabular-nums }
.connection { color: var(--soft); font-size: .9em }
.course { display: block; inline-size: 76px; block-size: 22px; overflow: visible }
.course line { stroke: var(--line); stroke-dasharray: 2 3 }
.course polyline { fill: none; stroke: var(--soft); stroke-width: 1.5; stroke-linejoin: round; stroke-linecap: round; opacity: .6 }
.course circle { fill: light-dark(oklch(.62 calc(.14 * var(--tone-chroma)) var(--hue)), oklch(.76 calc(.12 * var(--tone-chroma)) var(--hue))) }
.course circle.now { stroke: var(--ground); stroke-width: 1.5 }

.body { position: relative; flex: 1; min-block-size: 0 }
.card, .glance, .quiet { position: absolute; inset: 0; display: flex; padding: 10px 12px }
.card, .glance { flex-direction: column; gap: 5px; animation: arrive .16s ease-out }
.top { display: flex; align-items: baseline; gap: 10px; flex: none }
.kind { font-size: .93em; font-weight: 650; letter-spacing: .01em; color: var(--accent) }
.policy { margin-inline-start: auto; color: var(--soft); font-size: .82em; white-space: nowrap }
.text { flex: 0 1 auto; min-block-size: 2.9em; overflow: auto; font-size: 1.07em; line-height: 1.45; overflow-wrap: anywhere }
.foot { display: flex; align-items: flex-end; gap: 12px; flex: none; margin-block-start: auto }
.why { flex: 1; min-inline-size: 0; color: var(--soft); font-size: .9em; overflow-wrap: anywhere }
.quote { color: var(--ink); font-style: italic }
.why { display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; -webkit-line-clamp: 2 }
.actions { display: flex; gap: 8px; flex: none }
.head:has([data-told]) { block-size: auto; min-block-size: 36px }
.books[data-told] { display: none }
.glance { font-size: .95em; line-height: 1.35 }
.glance .top { align-items: center; flex-wrap: nowrap }
.glance .kind, .next { white-space: nowrap }
.next, .fact { color: var(--soft) }
.next { overflow: hidden; text-overflow: ellipsis }
.glance button { flex: none; min-block-size: 28px; padding-block: 2px; margin-inline-start: auto }
.facts { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 2px 12px; min-block-size: 0; overflow: auto }
.said { overflow-wrap: anywhere }
.card[data-kind=agent-care] { background: color-mix(in oklab, var(--accent) 7%, transparent) }
.quiet { align-items: center; justify-content: center; gap: 10px; flex-wrap: wrap; color: var(--soft); text-align: center }

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
button:hover { border-color: var(--soft) }
button.insert { color: var(--on-accent); background: var(--accent); border-color: var(--accent) }
button.insert:hover { filter: brightness(1.08) }
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
  .panel { block-size: var(--agent-assist-height, 236px) }
  .head { grid: "tone need end" auto "books books books" auto / auto minmax(0, 1fr) auto; block-size: 80px; row-gap: 4px }
  .books { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 12px; max-block-size: 2.9em }
  .entry:only-child { grid-column: 1 / -1 }
}
@container (max-width: 520px) {
  .panel { block-size: var(--agent-assist-height, 296px) }
  .foot { flex-direction: column; align-items: stretch; gap: 8px }
  .why { flex: none }
  .actions button { flex: 1 }
}
@container (max-width: 330px) {
  .panel { block-size: var(--agent-assist-height, 400px) }
  .head { grid: "tone end" auto "need need" auto "books books" auto / minmax(0, 1fr) auto; block-size: 100px; padding-inline: 10px }
  .books { grid-template-columns: minmax(0, 1fr) }
  .next, .glance kbd { display: none }
  .tone { justify-self: start }
  .end { justify-self: end }
  .card { padding-inline: 10px }
  .top { flex-wrap: wrap; row-gap: 0 }
  .policy { margin-inline-start: 0 }
  .why { -webkit-line-clamp: 3 }
  .actions { flex-direction: column-reverse }
}
@media (prefers-reduced-motion: reduce) {
  * { animation: none !important; transition: none !important }
  button:active { transform: none }
}
@media (forced-colors: active) {
  .tone { border: 1px solid }
  button.insert { border-width: 2px }
}
`
