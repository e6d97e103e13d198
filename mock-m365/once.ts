/** Made when it is first asked for, and kept: for tables that cost every start time, and that few runs read. */
export function once<Value>(make: () => Value): () => Value {
  let kept: { readonly value: Value } | undefined
  return () => {
    kept ??= { value: make() }
    return kept.value
  }
}
