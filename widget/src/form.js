/** The form that the page asks for -> a panel in its place, or a bar or a badge that opens it over the page. */

import {button, html, press, svg} from './elements.js'
import {createLayer} from './layer.js'
import {fill} from './messages.js'
import {onShow, pressingNeed} from './state.js'

/** @import {Actions, Model} from './types' */

const CSS = `
.frame[popover] { inset: auto; inline-size: min(420px, 100vw - 12px); overflow: auto; padding: 0; border: 0; border-radius: var(--round); color: inherit; background: none; box-shadow: 0 6px 28px rgb(0 0 0 / .22) }
.bar { display: flex; align-items: center; gap: 8px; block-size: 44px; padding-inline-end: 6px; border: 1px solid var(--line); border-radius: var(--round); background: var(--ground); color: var(--ink) }
button.peek { flex: 1; justify-content: start; min-inline-size: 0; block-size: 100%; border: 0; border-radius: inherit; font-weight: 400 }
.line { overflow: hidden; text-overflow: ellipsis; color: var(--soft) }
.bar .kind { flex: none }
.dot { flex: none; inline-size: 10px; block-size: 10px; border-radius: 50%; background: light-dark(oklch(.62 calc(.14 * var(--tone-chroma)) var(--hue)), oklch(.76 calc(.12 * var(--tone-chroma)) var(--hue))) }
button.badge { position: relative; inline-size: 44px; block-size: 44px; padding: 0; border-radius: 50%; color: light-dark(oklch(.41 calc(.11 * var(--tone-chroma)) var(--hue)), oklch(.89 calc(.08 * var(--tone-chroma)) var(--hue))); background: light-dark(oklch(.95 calc(.04 * var(--tone-chroma)) var(--hue)), oklch(.33 calc(.06 * var(--tone-chroma)) var(--hue))) }
.badge svg { inline-size: 26px; fill: none; stroke: currentColor; stroke-width: 2.4; stroke-linecap: round }
.badge[data-waits]::after { content: ''; position: absolute; inset: 0 0 auto auto; inline-size: 12px; block-size: 12px; border: 2px solid var(--accent); border-radius: 50%; background: var(--accent) }
@container (max-width: 520px) { .bar kbd { display: none } }
@container (max-width: 380px) { .bar .kind { display: none } }
`

/**
 * @param {HTMLElement} frame what holds the panel
 * @param {Actions} actions
 */
export function createForm(frame, actions) {
  const dot = html('span', 'dot')
  const what = html('strong', 'kind')
  const line = html('span', 'line')
  const peek = press('peek', () => toggle(), dot, what, ' ', line)
  let act = () => {}
  const go = button('go', () => act())
  const bar = html('div', 'bar', peek, go.button)
  const mouth = svg('path', {})
  const badge = press('badge', () => toggle(), svg('svg', {viewBox: '0 0 24 24', 'aria-hidden': 'true'}, mouth))
  const openers = {bar: peek, badge}
  let form = 'panel'
  let byFocus = false
  const layer = createLayer(
    frame,
    open => {
      for (const each of Object.values(openers)) each.ariaExpanded = String(open)
      actions.turned()
    },
    anchor => anchor === bar
  )
  const opener = () => (form === 'bar' ? peek : badge)

  function toggle() {
    byFocus = false
    if (form === 'panel') return
    if (layer.open) layer.close()
    else layer.show(form === 'bar' ? bar : badge)
  }

  frame.id = 'frame'
  for (const each of Object.values(openers)) {
    each.ariaExpanded = 'false'
    each.setAttribute('aria-controls', frame.id)
  }
  const inside = (/** @type {EventTarget | null} */ target) => target instanceof Node && frame.getRootNode().contains(target)
  peek.addEventListener('focus', ({relatedTarget}) => {
    if (layer.open || frame.contains(/** @type {Node | null} */ (relatedTarget)) || !peek.matches(':focus-visible')) return
    toggle()
    byFocus = true
  })

  bar.hidden = badge.hidden = true
  return {
    openers: [bar, badge],
    css: CSS,
    toggle,
    close: layer.close,
    /** Whether there is a panel to open. */
    get folds() {
      return form !== 'panel'
    },
    /** Whether the card can be read: its words, or in a bar the first of them. */
    get readable() {
      return form !== 'badge' || layer.open
    },
    /** The focus left the widget. @param {EventTarget | null} to */
    left(to) {
      if (byFocus && !inside(to)) layer.close()
    },
    /** Escape, in the widget. */
    escape() {
      if (!layer.open) return false
      if (frame.matches(':focus-within')) opener().focus()
      layer.close()
      return true
    },
    /** @param {Model} model */
    show(model) {
      const {view, words, notice, trouble, keys, mac} = model
      if (form !== model.form) {
        layer.close()
        form = model.form
        frame.popover = form === 'panel' ? null : 'manual'
      }
      bar.hidden = form !== 'bar'
      badge.hidden = form !== 'badge'
      if (form === 'panel') return
      const card = onShow(view)
      const tone = view.tone?.tone ?? 'neutral'
      const felt = view.tone ? (words.tones[tone] ?? tone) : ''
      const need = view.tone && pressingNeed(view)
      const waits = model.headline || (view.handover ? words.takeover : card?.text)
      dot.dataset.tone = badge.dataset.tone = tone
      badge.toggleAttribute('data-waits', Boolean(waits))
      const bend = Math.round(6 * Math.max(-1, Math.min(1, view.tone?.valence ?? 0)))
      mouth.setAttribute('d', `M6 ${12 - bend / 2}q6 ${bend} 12 0`)
      what.textContent = card && !model.headline ? (words.kinds[card.kind] ?? card.title) : felt
      line.textContent = trouble || waits || notice.text || (need && words.needs[need.need]?.[need.status]) || words.listening
      peek.ariaLabel = [felt && fill(words.feeling, {tone: felt}), what.textContent !== felt && what.textContent, line.textContent].filter(Boolean).join('. ')
      peek.setAttribute('aria-keyshortcuts', keys.open)
      badge.ariaLabel = [words.panel, felt, trouble || (waits ? words.waits : '')].filter(Boolean).join('. ')
      badge.title = badge.ariaLabel
      badge.setAttribute('aria-keyshortcuts', keys.open)
      const insert = card && card.kind !== 'agent-care' && !model.headline
      act = insert ? actions.insert : actions.undo
      go.button.hidden = !insert && !notice.undo
      go.label(insert ? words.insert : notice.undo, insert ? keys.insert : keys.dismiss, mac)
    }
  }
}
