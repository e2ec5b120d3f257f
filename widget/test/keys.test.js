import assert from 'node:assert/strict'
import {test} from 'node:test'

import {KEYS, keycaps, matches} from '../src/keys.js'

const stroke = (key, code, ...held) => ({
  key,
  code,
  altKey: held.includes('Alt'),
  ctrlKey: held.includes('Ctrl'),
  metaKey: held.includes('Meta'),
  shiftKey: held.includes('Shift')
})

test('a chord is met by its own keys alone', () => {
  assert.ok(matches(stroke('Enter', 'Enter', 'Alt'), KEYS.insert))
  assert.ok(matches(stroke('Enter', 'NumpadEnter', 'Alt'), KEYS.insert))
  for (const held of [[], ['Ctrl'], ['Meta'], ['Shift'], ['Alt', 'Ctrl'], ['Alt', 'Shift'], ['Alt', 'Meta']]) {
    assert.ok(!matches(stroke('Enter', 'Enter', ...held), KEYS.insert), held.join('+'))
  }
  assert.ok(!matches(stroke('x', 'KeyX'), KEYS.dismiss))
})

test('a Mac makes another sign of Option and a letter: the place of the key counts', () => {
  assert.ok(matches(stroke('≈', 'KeyX', 'Alt'), KEYS.dismiss))
  assert.ok(matches(stroke('Dead', 'KeyX', 'Alt'), KEYS.dismiss))
})

test('where a plain letter comes, the letter counts and not its place', () => {
  assert.ok(matches(stroke('x', 'KeyB', 'Alt'), KEYS.dismiss), 'Dvorak has its x where we have b')
  assert.ok(!matches(stroke('q', 'KeyX', 'Alt'), KEYS.dismiss))
})

test('AltGr, which Windows reports as Ctrl and Alt, is no chord of ours', () => {
  for (const chord of Object.values(KEYS)) {
    assert.ok(!matches(stroke('x', 'KeyX', 'Alt', 'Ctrl'), chord))
    assert.ok(!matches(stroke('Enter', 'Enter', 'Alt', 'Ctrl'), chord))
  }
})

test('an empty chord is met by nothing: a page can turn a key off', () => {
  assert.ok(!matches(stroke('', ''), ''))
})

test('a chord is shown as its keys read on this machine', () => {
  assert.deepEqual(keycaps('Alt+Enter', false), ['Alt', '↵'])
  assert.deepEqual(keycaps('Alt+Enter', true), ['⌥', '↩'])
  assert.deepEqual(keycaps('Alt+X', true), ['⌥', 'X'])
})
