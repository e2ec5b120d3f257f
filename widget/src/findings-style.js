/** The looks of what is wrong with a draft, as CSS for the widget's shadow tree. */

export const CSS = `
.finding {
  --care: light-dark(oklch(.48 .11 60), oklch(.86 .09 80));
  position: absolute;
  inset: 0;
  display: flex;
  flex-direction: column;
  gap: 5px;
  padding: 10px 12px;
  background: color-mix(in oklab, var(--care) 6%, var(--ground));
  animation: arrive .16s ease-out;
}
.finding .top { flex-wrap: nowrap }
.finding .kind { flex: none; color: var(--care) }
.finding .next { margin-inline-start: auto; font-size: .9em; white-space: nowrap }
.matter { min-block-size: 0; overflow: auto; overflow-wrap: anywhere }
.cause { margin-block-end: 3px; font-size: 1.07em }
.cause:empty { display: none }
.old { color: var(--soft); text-decoration-thickness: 1px }
.new { font-weight: 600; text-decoration: none }
.old + .new::before { content: '→ '; font-weight: 400; color: var(--soft) }
.finding .foot { align-items: center }
.side { display: flex; flex: 1; gap: 14px; min-inline-size: 0; overflow: hidden }
.side button { flex: 0 1 auto; display: block; min-inline-size: 0; overflow: hidden; padding-inline: 0; border-color: transparent; color: var(--soft); font-weight: 400; text-overflow: ellipsis; text-decoration: underline dotted; text-underline-offset: 3px }
.side button:hover { color: var(--ink) }
.side :focus-visible { outline-offset: -2px }
button.mend { color: var(--on-accent); background: var(--accent); border-color: var(--accent) }
button.mend:hover { filter: brightness(1.08) }
@container (max-width: 520px) { .finding .foot { align-items: stretch } .side { flex: none } }
@container (max-width: 330px) { .finding { padding-inline: 10px } }
@media (forced-colors: active) { button.mend { border-width: 2px } }
`
