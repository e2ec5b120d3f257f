import assert from 'node:assert/strict'
import {test} from 'node:test'

import {aloud, change, headline, quotes} from '../src/findings.js'
import {wordsOf} from '../src/messages.js'
import {labels} from './vocabulary.js'

const en = await wordsOf('en')
const fr = await wordsOf('fr')
const span = text => ({start: 0, end: 1, text})
const finding = (name, texts = [], more = {}) => ({
  finding: name,
  evidence: texts.map(span),
  about: '',
  advice: 'Say when.',
  edit: null,
  ...more
})
const mirror = (...findings) => ({findings, read: '', mended: null})

for (const [language, words] of Object.entries({en, fr})) {
  test(`${language} has plain words for each finding, and for nothing else`, () => {
    assert.deepEqual(Object.keys(words.findings).sort(), labels('Finding').sort())
  })
}

test('an edit is shown in whole words', () => {
  const read = 'Please CALM down!!! now'
  const at = (start, end, text) => change(read, finding('shouting', [], {edit: {start, end, text}}))
  assert.deepEqual(at(8, 11, 'alm'), {old: 'CALM', new: 'Calm'})
  assert.deepEqual(at(17, 19, ''), {old: 'down!!!', new: 'down!'})
  assert.deepEqual(at(7, 19, ''), {old: 'CALM down!!!', new: ''})
  assert.deepEqual(at(6, 19, ''), {old: 'Please CALM down!!!', new: 'Please'})
  assert.equal(change(read, finding('curt')), null)
})

test('an edit that cuts all leaves nothing, one that adds shows what it adds', () => {
  const at = (read, edit) => change(read, finding('blame', [], {edit}))
  assert.deepEqual(at('Sorry again.', {start: 0, end: 12, text: ''}), {old: 'Sorry again.', new: ''})
  assert.deepEqual(at('On its way. ', {start: 12, end: 12, text: 'Today.'}), {old: '', new: 'Today.'})
})

test('an emoji before the words does not shift the change', () => {
  const read = '🙏🏽 the RMA number'
  const start = [...read].indexOf('R')
  assert.deepEqual(change(read, finding('jargon', [], {edit: {start, end: start + 3, text: 'return'}})), {old: 'RMA', new: 'return'})
})

test('the words of the draft are quoted once each, the customer is named with theirs', () => {
  assert.deepEqual(quotes(finding('blame', ['you forgot', 'you forgot ', 'a', 'b']), en), ['“you forgot”', '“a”', '+1'])
  assert.deepEqual(quotes(finding('ignores-question', [], {about: 'when?'}), en), ['They wrote “when?”'])
})

test('one line says what the first one is, and all of it can be heard', () => {
  const two = mirror(finding('over-promise', ['within the hour']), finding('curt'))
  assert.equal(headline(two, en), 'Promises too much “within the hour”')
  const edit = {start: 5, end: 8, text: 'return'}
  assert.equal(headline({...mirror(finding('jargon', ['RMA'], {edit})), read: 'Your RMA'}, en), 'Uses in-house words “RMA” → return')
  assert.equal(headline(mirror(finding('curt')), en), 'Sounds curt')
  assert.equal(aloud(two, en), 'Your reply: Promises too much, “within the hour”. Say when.')
  assert.equal(headline(two, fr), `Promet trop ${fr.quote.replace('{words}', 'within the hour')}`)
})

test('of a good draft nothing is said', () => {
  assert.equal(headline(mirror(), en), '')
  assert.equal(aloud(mirror(), en), '')
})

test('what was done is said', () => {
  const done = {...mirror(), mended: {finding: finding('jargon'), read: ''}}
  assert.equal(aloud(done, en), 'Mended')
  assert.equal(headline(done, en), 'Mended')
})
