/** A plain `<textarea>`. */

export const make = (host, lines) => {
  const field = host.appendChild(document.createElement('textarea'))
  field.value = lines.join('\n')
  return {model: () => field.value, lines: () => field.value.split('\n')}
}
