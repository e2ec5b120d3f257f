/** Names and texts -> elements of the widget's tree. Text goes in as text, never as markup. */

import {keycaps} from './keys.js'

const SVG = 'http://www.w3.org/2000/svg'

/**
 * @param {string} tag
 * @param {string} name its class, and its part
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function html(tag, name, ...children) {
  const element = document.createElement(tag)
  element.className = name
  element.part = name
  element.append(...children)
  return element
}

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {...Node} children
 */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  element.append(...children)
  return element
}

/** A key as it is drawn on a button. @param {string} chord @param {boolean} mac */
export function shownAs(chord, mac) {
  const caps = html('kbd', 'key')
  caps.ariaHidden = 'true'
  caps.classList.toggle('mac', mac)
  for (const key of keycaps(chord, mac)) {
    const cap = document.createElement('span')
    cap.textContent = key
    caps.append(cap)
  }
  return caps
}

/**
 * Properties that a page has set before the element was defined.
 * @param {HTMLElement} element @param {readonly string[]} names
 */
export function adopt(element, names) {
  const given = /** @type {Record<string, any>} */ (/** @type {unknown} */ (element))
  for (const name of names.filter(each => Object.hasOwn(element, each))) {
    const value = given[name]
    delete given[name]
    given[name] = value
  }
}

/**
 * A button of these parts; `action` hears whether it was pressed by a key. A script's click is none:
 * the page has the element's methods.
 * @param {string} name @param {(byKey: boolean) => void} action @param {...(Node | string)} children
 */
export function press(name, action, ...children) {
  const element = /** @type {HTMLButtonElement} */ (html('button', name, ...children))
  element.type = 'button'
  element.addEventListener('click', event => event.isTrusted && action(event.detail === 0))
  return element
}

/** A button with words and a key on it. @param {string} name @param {() => void} action */
export function button(name, action) {
  const words = document.createElement('span')
  const element = press(name, action, words)
  let shown = ''
  return {
    button: element,
    /** @param {string} label @param {string} chord @param {boolean} mac */
    label(label, chord, mac) {
      words.textContent = label
      if (shown === (shown = chord + mac)) return
      element.ariaKeyShortcuts = chord
      element.replaceChildren(words, ...(chord ? [shownAs(chord, mac)] : []))
    }
  }
}
