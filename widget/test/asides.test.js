import assert from 'node:assert/strict'
import {test} from 'node:test'

import {BLANK, LONGEST, answered, putAside, turned, worthReading} from '../src/asides.js'

const finding = (name, text = '', about = '') => ({
  finding: name,
  evidence: text ? [{start: 0, end: text.length, text}] : [],
  about,
  advice: `mend ${name}`,
  edit: null
})

test('a few words are worth reading, one short word is not, and too long a draft is not', () => {
  for (const text of ['not yet', ' Bonjour à vous ', 'unfortunately', 'réessayez-maintenant']) assert.ok(worthReading(text), text)
  for (const text of ['', '   ', 'ok', 'Bonjour', ' bonjour \n', 'x '.repeat(LONGEST / 2 + 1)]) assert.ok(!worthReading(text), text)
})

const jargon = finding('jargon', 'RMA number')

test('what is put aside does not come back, and the same finding with other words does', () => {
  const first = finding('blame', 'you forgot')
  const aside = putAside(answered(BLANK, 'a draft', [first, jargon]))
  assert.deepEqual(aside.findings, [jargon])
  assert.deepEqual(answered(aside, 'a longer draft', [first, jargon]).findings, [jargon])
  const other = finding('blame', 'you should have')
  assert.deepEqual(answered(aside, 'another draft', [other]).findings, [other])
  assert.deepEqual(putAside(BLANK), BLANK)
})

test('a question that is put aside lets another question be asked for', () => {
  const about = words => finding('ignores-question', '', words)
  const aside = putAside(answered(BLANK, 'a draft', [about('when?')]))
  assert.deepEqual(answered(aside, 'a draft!', [about('when?'), about('where?')]).findings, [about('where?')])
})

test('the other finding can be opened, and the first one again', () => {
  const two = answered(BLANK, 'a draft', [finding('blame', 'you'), jargon])
  assert.deepEqual(turned(two).findings, [jargon, two.findings[0]])
  assert.deepEqual(turned(turned(two)), two)
})

test('the opened one stays open while the same is found, and what is new comes as it matters', () => {
  const blame = finding('blame', 'you')
  const opened = turned(answered(BLANK, 'a draft', [blame, jargon]))
  assert.deepEqual(answered(opened, 'a draft!', [blame, jargon]).findings, [jargon, blame])
  const shouting = finding('shouting', 'NOW')
  assert.deepEqual(answered(opened, 'a draft NOW', [shouting, jargon]).findings, [shouting, jargon])
})
