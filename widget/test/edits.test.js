import assert from 'node:assert/strict'
import {test} from 'node:test'

import {edited, inverse, placed} from '../src/edits.js'

const RMA = 'Your RMA number is on its way'
const EDIT = {start: 5, end: 15, text: 'return number'}

test('places are counted in code points: an emoji before the words is one', () => {
  const read = '👩‍💻🙏 Your RMA number'
  const start = [...read].indexOf('R')
  const edit = {start, end: start + 10, text: 'return number 🙂'}
  assert.equal(edited(read, edit), '👩‍💻🙏 Your return number 🙂')
  assert.equal(edited(edited(read, edit), inverse(read, edit)), read)
})

test('an edit finds its words where the agent has typed on, and none where they are gone', () => {
  assert.deepEqual(placed(RMA, EDIT, RMA), EDIT)
  assert.deepEqual(placed(`🙏 Hi! ${RMA}`, EDIT, RMA), {start: 11, end: 21, text: 'return number'})
  assert.deepEqual(placed(`${RMA} now`, EDIT, RMA), EDIT)
  assert.equal(placed('Your RMX number is on its way', EDIT, RMA), null)
})
