/** Keystrokes <-> chords such as `Alt+Enter`, and how a chord is shown on a button. */

/** @import {Keys, Stroke} from './types' */

/**
 * Alt and not Ctrl: in consoles Ctrl+Enter and Ctrl+Shift+Enter send. See docs/widget.md.
 * @type {Readonly<Keys>}
 */
export const KEYS = Object.freeze({
  insert: 'Alt+Enter',
  dismiss: 'Alt+X',
  mute: 'Alt+Shift+X',
  correct: 'Alt+Y',
  open: 'Alt+Shift+Enter'
})

/**
 * Whether a keystroke is this chord. Alt turns letters into signs on a Mac (Option+X is ≈),
 * so a letter counts by its place on the keyboard where no plain letter came.
 * @param {Stroke} stroke
 * @param {string} chord
 */
export function matches(stroke, chord) {
  const parts = chord.split('+')
  const key = (parts.pop() ?? '').toLowerCase()
  if (!key) return false
  const wants = (/** @type {string} */ name) => parts.includes(name)
  if (stroke.altKey !== wants('Alt') || stroke.ctrlKey !== wants('Ctrl')) return false
  if (stroke.metaKey !== wants('Meta') || stroke.shiftKey !== wants('Shift')) return false
  const pressed = stroke.key.toLowerCase()
  return pressed === key || (!/^[a-z]$/.test(pressed) && stroke.code.toLowerCase() === `key${key}`)
}

/**
 * The chord as its keys read on this machine, one entry a key.
 * @param {string} chord
 * @param {boolean} mac
 */
export function keycaps(chord, mac) {
  const signs = mac ? {Alt: '⌥', Shift: '⇧', Ctrl: '⌃', Meta: '⌘', Enter: '↩'} : {Enter: '↵'}
  return chord.split('+').map(part => /** @type {Record<string, string>} */ (signs)[part] ?? part)
}
