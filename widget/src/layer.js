/** A part of the widget <-> a place over the page, beside what opened it: nothing else moves. */

const GAP = 6

/**
 * @param {HTMLElement} element shown in the top layer while it is open
 * @param {(open: boolean) => void} turned it has opened, or closed
 * @param {(anchor: Element) => boolean} [wide] whether it is as wide as what opened it
 */
export function createLayer(element, turned, wide = () => false) {
  /** @type {Element | null} */
  let anchor = null
  const follow = () => {
    if (!anchor) return
    element.style.inlineSize = wide(anchor) ? `${anchor.getBoundingClientRect().width}px` : ''
    place(element, anchor)
  }
  /** A click elsewhere closes it. @param {Event} event */
  const outside = event => {
    const path = event.composedPath()
    if (anchor && !path.includes(element) && !path.includes(anchor)) layer.close()
  }
  const layer = {
    get open() {
      return Boolean(anchor)
    },
    /** @param {Element} beside */
    show(beside) {
      anchor = beside
      if (!element.matches(':popover-open')) element.showPopover()
      follow()
      addEventListener('resize', follow)
      addEventListener('scroll', follow, {capture: true, passive: true})
      addEventListener('pointerdown', outside, {capture: true})
      turned(true)
    },
    close() {
      if (!anchor) return
      anchor = null
      if (element.isConnected) element.hidePopover()
      removeEventListener('resize', follow)
      removeEventListener('scroll', follow, {capture: true})
      removeEventListener('pointerdown', outside, {capture: true})
      turned(false)
    }
  }
  return layer
}

/** Above where there is room for it, else below; never out of the window. @param {HTMLElement} element @param {Element} anchor */
function place(element, anchor) {
  const at = anchor.getBoundingClientRect()
  const {clientWidth, clientHeight} = document.documentElement
  element.style.maxBlockSize = ''
  const {width, height} = element.getBoundingClientRect()
  const above = at.top - 2 * GAP
  const below = clientHeight - at.bottom - 2 * GAP
  const up = above >= height || above > below
  const room = Math.min(height, up ? above : below)
  element.style.maxBlockSize = `${up ? above : below}px`
  element.style.left = `${Math.max(GAP, Math.min(at.left, clientWidth - width - GAP))}px`
  element.style.top = `${up ? at.top - GAP - room : at.bottom + GAP}px`
}

/** What gives the focus and the caret back to where they are now. */
export function keepFocus() {
  let focused = document.activeElement
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
  const selection = getSelection()
  const range = selection?.rangeCount ? selection.getRangeAt(0).cloneRange() : null
  return () => {
    if (!(focused instanceof HTMLElement)) return
    focused.focus({preventScroll: true})
    if (!range || !focused.isContentEditable) return
    selection?.removeAllRanges()
    selection?.addRange(range)
  }
}
