/** The widget as it is shown <-> the keys that would do something now, for a page where they are pressed. */

const MODIFIERS = /** @type {const} */ (['Alt', 'Ctrl', 'Meta', 'Shift'])

/** Those that stand on what is to be seen. @param {ShadowRoot} root */
export function chordsIn(root) {
  const holders = [...root.querySelectorAll('[aria-keyshortcuts]')].filter(element => !element.closest('[hidden]'))
  const chords = holders.flatMap(element => (element.getAttribute('aria-keyshortcuts') ?? '').split(' '))
  return [...new Set(chords)].filter(Boolean)
}

/** A chord -> the keystroke that it is. @param {string} chord as `Alt+Shift+X` */
export function stroke(chord) {
  const parts = chord.split('+')
  const key = parts.pop() ?? ''
  const [altKey, ctrlKey, metaKey, shiftKey] = MODIFIERS.map(name => parts.includes(name))
  const pressed = {key, altKey, ctrlKey, metaKey, shiftKey}
  return new KeyboardEvent('keydown', {...pressed, bubbles: true, cancelable: true, composed: true})
}
