/** One sentence for each code, made of its values. */
export type Wording<Data> = { readonly [Code in keyof Data]: (data: Data[Code]) => string }
