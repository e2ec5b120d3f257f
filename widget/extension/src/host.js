/** A place on the console's page -> the panel's frame there, in line or over the page. */

import {placeFor} from './find.js'

/** @import {Form, Open} from './types' */

const BAR = 44
const NARROWEST = 320
const WIDEST = 560
const LOWEST = 120
const EDGE = 4
const MOST_RETURNS = 5
const SOON = 10_000

const CSS = `
  :host { all: initial !important; display: block !important; flex: none !important; align-self: stretch !important; min-inline-size: 0 !important; block-size: var(--warmline) !important }
  .frame { all: unset; display: block; inline-size: 100%; block-size: 100% }
  .frame:popover-open { position: fixed; inset: auto; overflow: hidden }
  .frame[data-over]:popover-open { border-radius: 12px; box-shadow: 0 6px 28px rgb(0 0 0 / .28) }
  iframe { display: block; inline-size: 100%; block-size: 100%; border: 0; background: none; color-scheme: normal }
`

/** The panel's frame, in a shadow tree that the console's scripts cannot enter. */
export class Host {
  #element = document.createElement('div')
  #frame = document.createElement('div')
  /** @type {Open | null} */
  #open = null
  #size = {folded: true, height: BAR}
  /** @type {number[]} */
  #returns = []
  #moved = () => this.#lay()

  /** @param {string} url of the panel @param {Form} form @param {string} title */
  constructor(url, form, title) {
    this.form = form
    const root = this.#element.attachShadow({mode: 'closed'})
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(CSS)
    root.adoptedStyleSheets = [sheet]
    const iframe = document.createElement('iframe')
    iframe.src = url
    iframe.title = title
    iframe.allow = 'clipboard-write'
    this.#frame.className = 'frame'
    this.#frame.popover = 'manual'
    this.#frame.append(iframe)
    root.append(this.#frame)
    addEventListener('scroll', this.#moved, {capture: true, passive: true})
    addEventListener('resize', this.#moved)
  }

  /** Whether an event came from the panel. @param {Event} event */
  holds(event) {
    return event.composedPath().includes(this.#element)
  }

  /** Be where the open chat is; a console that draws itself anew may have thrown us out. @param {Open} open */
  follow(open) {
    this.#open = open
    if (!this.#stands(open.composer)) this.#mount(open)
    this.#lay()
  }

  /** @param {{folded: boolean, height: number}} size as the panel wants it */
  resize(size) {
    this.#size = size
    this.#lay()
  }

  remove() {
    removeEventListener('scroll', this.#moved, {capture: true})
    removeEventListener('resize', this.#moved)
    this.#element.remove()
  }

  /** @param {HTMLElement} composer */
  #stands(composer) {
    const parent = this.#element.parentElement
    return this.#element.isConnected && (parent === document.body || (parent !== null && holds(parent, composer)))
  }

  /** @param {Open} open */
  #mount({composer, recipe}) {
    const now = Date.now()
    this.#returns = [...this.#returns.filter(at => at > now - SOON), now]
    // Thrown out again and again: leave the console's own tree alone.
    const unwanted = this.#returns.length > MOST_RETURNS
    if (unwanted && this.form !== 'badge') this.form = 'badge'
    const {parent, before} = unwanted ? {parent: document.body, before: null} : placeFor(composer, recipe.mount)
    parent.insertBefore(this.#element, before)
  }

  /** In line while folded or where it is a panel; else over the page, which does not move. */
  #lay() {
    if (!this.#open || !this.#element.isConnected) return
    const {folded, height} = this.#size
    const inline = this.form === 'panel' || (this.form === 'bar' && folded)
    this.#element.style.setProperty('--warmline', `${inline ? height : this.form === 'bar' ? BAR : 0}px`)
    const {style} = this.#frame
    if (inline) {
      if (this.#frame.matches(':popover-open')) this.#frame.hidePopover()
      style.cssText = ''
      return
    }
    if (!this.#frame.matches(':popover-open')) this.#frame.showPopover()
    this.#frame.toggleAttribute('data-over', !folded)
    const bar = this.form === 'bar'
    const anchor = (bar ? this.#element : this.#open.composer).getBoundingClientRect()
    const wide = Math.max(anchor.width, NARROWEST)
    const width = Math.min(bar ? wide : folded ? BAR : Math.min(wide, WIDEST), innerWidth - 2 * EDGE)
    const bottom = bar ? anchor.bottom : anchor.top - 2 * EDGE
    const left = bar ? anchor.left : anchor.right - width
    const shown = Math.min(height, Math.max(bottom - EDGE, LOWEST))
    style.inlineSize = `${width}px`
    style.blockSize = `${shown}px`
    style.top = `${Math.max(bottom - shown, EDGE)}px`
    style.left = `${Math.max(Math.min(left, innerWidth - width - EDGE), EDGE)}px`
  }
}

/** Whether it is inside, shadow trees crossed. @param {Element} outer @param {Element} inner @returns {boolean} */
function holds(outer, inner) {
  if (outer.contains(inner)) return true
  const root = inner.getRootNode()
  return root instanceof ShadowRoot && holds(outer, root.host)
}
