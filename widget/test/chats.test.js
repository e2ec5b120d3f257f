import assert from 'node:assert/strict'
import {readFileSync, readdirSync} from 'node:fs'
import {test} from 'node:test'

const folder = new URL('../demo/chats/', import.meta.url)
const files = readdirSync(folder)
const json = url => JSON.parse(readFileSync(url, 'utf8'))
const chats = files.map(file => ({file, ...json(new URL(file, folder))}))
const frames = readFileSync(new URL('../../assist/wire/frames.py', import.meta.url), 'utf8')
const known = [.../class Known:[^]*?\n\n\n/.exec(frames)[0].matchAll(/^ {4}(\w+):/gm)].map(match => match[1])

test('the list of chats names each file once', () => {
  const list = json(new URL('../demo/chats.json', import.meta.url))
  assert.deepEqual([...list].sort(), files.map(file => file.replace('.json', '')).sort())
})

test('there is something to play in both languages', () => {
  const count = language => chats.filter(chat => chat.language === language).length
  assert.ok(count('en') >= 8 && count('fr') >= 3)
})

for (const {file, id, title, language, about, turns} of chats) {
  test(`${file} is a whole conversation`, () => {
    assert.equal(`${id}.json`, file)
    assert.ok(title && about && ['en', 'fr'].includes(language))
    const said = turns.filter(turn => !turn.context)
    assert.equal(said[0].speaker, 'customer')
    assert.equal(turns[0].at, 0)
    assert.ok(said.some(({speaker}) => speaker === 'agent'))
    said.forEach(({speaker, at, text}, index) => {
      assert.ok(['customer', 'agent'].includes(speaker))
      assert.ok(text.trim() === text && text)
      assert.ok(index === 0 || at > said[index - 1].at, `turn ${index} comes later`)
    })
    turns.forEach(({at}, index) => assert.ok(index === 0 || at >= turns[index - 1].at, `turn ${index} keeps the order`))
    for (const {context} of turns.filter(turn => turn.context)) {
      for (const key of Object.keys(context)) assert.ok(known.includes(key), `the frame context.give has ${key}`)
    }
  })
}
