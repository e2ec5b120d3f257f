/** A `<textarea>` with the v-model of Vue. */

import {createApp, h, ref, vModelText, withDirectives} from 'vue'

export const make = (host, lines) => {
  const value = ref(lines.join('\n'))
  const set = text => (value.value = text)
  const render = () => withDirectives(h('textarea', {'onUpdate:modelValue': set}), [[vModelText, value.value]])
  createApp({render}).mount(host)
  return {model: () => value.value, lines: () => value.value.split('\n')}
}
