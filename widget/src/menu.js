/** Choices -> a small menu over the page. It gives the focus back when it closes. */

import {html, shownAs} from './elements.js'
import {createLayer, keepFocus} from './layer.js'

/** @import {Choice} from './types' */

const STEPS = {ArrowDown: 1, ArrowUp: -1}

export function createMenu() {
  const menu = html('div', 'menu')
  menu.setAttribute('role', 'menu')
  menu.popover = 'manual'
  /** @type {HTMLElement | null} */
  let opener = null
  let back = () => {}
  const layer = createLayer(menu, open => {
    opener?.setAttribute('aria-expanded', String(open))
    if (open) addEventListener('keydown', escape, {capture: true})
    else removeEventListener('keydown', escape, {capture: true})
  })
  /** Opened by a click it has no focus, and Escape means it all the same. @param {KeyboardEvent} event */
  const escape = event => {
    if (event.key !== 'Escape') return
    close()
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  const items = () => /** @type {HTMLElement[]} */ ([...menu.children])
  const focused = () => items().findIndex(item => item.matches(':focus'))

  function close() {
    const held = focused() >= 0
    layer.close()
    if (held) back()
  }

  menu.addEventListener('keydown', event => {
    const all = items()
    const {key} = event
    const step = STEPS[/** @type {'ArrowUp'} */ (key)]
    const starts = (/** @type {HTMLElement} */ item) => item.textContent?.trim().toLowerCase().startsWith(key.toLowerCase())
    const after = [...all.slice(focused() + 1), ...all]
    const next = step ? all.at((focused() + step) % all.length) : key === 'Home' ? all[0] : key === 'End' ? all.at(-1) : after.find(starts)
    if (key === 'Tab') close()
    else if (key === 'Enter' || key === ' ') all[focused()]?.click()
    else if (next && !event.altKey && !event.ctrlKey && !event.metaKey) next.focus()
    else return
    event.preventDefault()
    event.stopPropagation()
  })
  menu.addEventListener('focusout', event => {
    if (layer.open && !menu.contains(/** @type {Node | null} */ (event.relatedTarget))) layer.close()
  })

  return {
    menu,
    close,
    /**
     * Open it beside `anchor`, or close it. Only what was opened by a key takes the focus.
     * @param {HTMLElement} anchor @param {Choice[]} choices @param {boolean} focus
     */
    toggle(anchor, choices, focus) {
      const same = layer.open && opener === anchor
      close()
      if (same || !choices.length) return
      back = keepFocus()
      opener = anchor
      menu.replaceChildren(...choices.map(choice => itemOf(choice, close)))
      menu.setAttribute('aria-label', anchor.getAttribute('aria-label') ?? '')
      layer.show(anchor)
      const first = items().find(item => item.ariaChecked === 'true') ?? items()[0]
      if (focus) first?.focus()
    }
  }
}

/** @param {Choice} choice @param {() => void} close */
function itemOf({label, chosen, chord = '', mac, tone, act}, close) {
  const item = html('div', 'item', label, ...(chord ? [shownAs(chord, Boolean(mac))] : []))
  item.tabIndex = -1
  item.setAttribute('role', chosen === undefined ? 'menuitem' : 'menuitemradio')
  if (chosen !== undefined) item.ariaChecked = String(chosen)
  if (tone) item.dataset.tone = tone
  item.addEventListener('click', () => {
    close()
    act()
  })
  return item
}
