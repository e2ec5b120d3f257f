import assert from 'node:assert/strict'
import {test} from 'node:test'

import {wordsOf} from '../src/messages.js'
import {otherOf} from '../src/others.js'
import {EMPTY} from '../src/state.js'

const en = await wordsOf('en')
const failing = {...EMPTY, needs: [{need: 'emotion', status: 'failing', because: ''}]}
const marked = view => otherOf('c2', view, en, '').mark

test('a chat is marked where a card waits, else where a need fails, else not at all', () => {
  assert.equal(marked(EMPTY), '')
  assert.equal(marked(failing), 'need')
  assert.equal(marked({...failing, card: {kind: 'empathy'}}), 'card')
  assert.equal(otherOf('c2', failing, en, '').says, en.needs.emotion.failing)
})

test('a card that lies under a glance does not wait yet', () => {
  assert.equal(marked({...EMPTY, card: {kind: 'empathy'}, handover: {}}), '')
})

test('a chat has the name that the page gives it, else its id, shortened', () => {
  assert.equal(otherOf('c2', EMPTY, en, 'Maria').name, 'Maria')
  assert.equal(otherOf('c2', EMPTY, en, '').name, 'c2')
  assert.equal(otherOf('5f0c2d7e-88aa-4b10', EMPTY, en, '').name, '5f0c2d7e-8…')
})
