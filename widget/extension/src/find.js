/** Selectors -> elements of the console, those in open shadow trees included. */

/** @import {Mount} from './types' */

/**
 * The elements that a selector names, in the order of the page; `a >>> b` is b in the shadow tree of a.
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {HTMLElement[]}
 */
export function findAll(selector, within = document) {
  const [first = '', ...inner] = selector.split('>>>')
  let found = [...within.querySelectorAll(first)]
  for (const part of inner) found = found.flatMap(host => [...(host.shadowRoot?.querySelectorAll(part) ?? [])])
  return found.filter(element => element instanceof HTMLElement)
}

/**
 * The nearest element around, shadow trees crossed.
 * @param {Element} element
 * @param {string} selector
 * @returns {Element | null}
 */
export function closest(element, selector) {
  const found = element.closest(selector)
  const root = element.getRootNode()
  return found ?? (root instanceof ShadowRoot ? closest(root.host, selector) : null)
}

/** Whether a person sees it, and could write in it. @param {HTMLElement} element */
export function open(element) {
  const {width, height} = element.getBoundingClientRect()
  const locked = element.matches(':disabled, [readonly], [contenteditable=false]')
  return !locked && width > 0 && height > 0 && element.checkVisibility({visibilityProperty: true})
}

/** The part of the page around an element: its parent, or the element that its shadow tree hangs on. @param {Element} element */
function around(element) {
  const parent = element.parentNode
  return parent instanceof ShadowRoot ? parent.host : parent instanceof Element ? parent : null
}

/**
 * Where the panel goes: beside what the recipe names, never as one more cell of a row.
 * @param {HTMLElement} composer
 * @param {Mount | undefined} mount
 * @returns {{parent: Element, before: Node | null}}
 */
export function placeFor(composer, mount) {
  const selector = mount?.before ?? mount?.after
  let anchor = (selector && (closest(composer, selector) ?? findAll(selector)[0])) || composer
  let parent = around(anchor)
  while (parent && parent !== document.body && (parent.shadowRoot || isRow(parent))) {
    anchor = parent
    parent = around(anchor)
  }
  return {parent: parent ?? document.body, before: mount?.after ? anchor.nextSibling : anchor}
}

/** Whether what is put in would stand beside its neighbours, or inside words. @param {Element} parent */
function isRow(parent) {
  const {display, flexDirection} = getComputedStyle(parent)
  const flex = display.includes('flex') && flexDirection.startsWith('row')
  return flex || /grid|inline|contents|^table(?!-cell)/.test(display) || parent.matches('label, p, button, [contenteditable]')
}
