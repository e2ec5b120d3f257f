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
  element.setAttribute('part', name)
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

/** @param {string} name @param {() => void} action */
export function button(name, action) {
  const words = document.createElement('span')
  const caps = html('kbd', 'key')
  caps.setAttribute('aria-hidden', 'true')
  const element = /** @type {HTMLButtonElement} */ (html('button', name, words, caps))
  element.type = 'button'
  element.addEventListener('click', action)
  return {
    button: element,
    /** @param {string} label @param {string} chord @param {boolean} mac */
    label(label, chord, mac) {
      words.textContent = label
      element.setAttribute('aria-keyshortcuts', chord)
      caps.classList.toggle('mac', mac)
      caps.replaceChildren(
        ...keycaps(chord, mac).map(key => {
          const cap = document.createElement('span')
          cap.textContent = key
          return cap
        })
      )
    }
  }
}
