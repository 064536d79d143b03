/** A value of OTLP in the JSON encoding of protobuf: 64-bit integers are strings there. */
export type OtlpValue =
  | { readonly stringValue: string }
  | { readonly intValue: string }
  | { readonly arrayValue: { readonly values: readonly OtlpValue[] } };

/** A key with its value, as resources and records carry them. */
export interface OtlpAttribute {
  readonly key: string;
  readonly value: OtlpValue;
}

/** Attributes of what is there; what is null has none. Texts become valid Unicode, which protobuf demands. */
export function attributes(
  given: Readonly<Record<string, string | number | readonly string[] | null>>,
): readonly OtlpAttribute[] {
  return Object.entries(given).flatMap(([key, value]) => (value === null ? [] : [{ key, value: valueOf(value) }]));
}

/** A text as a value. */
export function textValue(text: string): OtlpValue {
  return { stringValue: text.toWellFormed() };
}

function valueOf(value: string | number | readonly string[]): OtlpValue {
  if (typeof value === "string") return textValue(value);
  if (typeof value === "number") return { intValue: String(value) };
  return { arrayValue: { values: value.map(textValue) } };
}
