// The part of opentelemetry/proto/logs/v1/logs.proto that an export uses, in the JSON encoding of OTLP: names in
// lowerCamelCase, 64-bit integers as strings, enums as numbers, nothing unknown.
const attribute = {
  type: "object",
  required: ["key", "value"],
  additionalProperties: false,
  properties: { key: { type: "string", minLength: 1 }, value: { $ref: "#/$defs/value" } },
} as const;

/** JSON Schema (2020-12) of a line: a `LogsData`. */
export const logsDataSchema = {
  $defs: {
    value: {
      type: "object",
      minProperties: 1,
      maxProperties: 1,
      additionalProperties: false,
      properties: {
        stringValue: { type: "string" },
        intValue: { type: "string", pattern: "^-?[0-9]{1,19}$" },
        arrayValue: {
          type: "object",
          required: ["values"],
          additionalProperties: false,
          properties: { values: { type: "array", items: { $ref: "#/$defs/value" } } },
        },
      },
    },
    attributes: { type: "array", items: attribute },
    record: {
      type: "object",
      required: ["body", "attributes"],
      additionalProperties: false,
      properties: {
        timeUnixNano: { type: "string", pattern: "^[1-9][0-9]{0,19}$" },
        severityNumber: { type: "integer", minimum: 1, maximum: 24 },
        severityText: { type: "string" },
        body: { $ref: "#/$defs/value" },
        attributes: { $ref: "#/$defs/attributes" },
      },
    },
  },
  type: "object",
  required: ["resourceLogs"],
  additionalProperties: false,
  properties: {
    resourceLogs: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        required: ["resource", "scopeLogs"],
        additionalProperties: false,
        properties: {
          resource: {
            type: "object",
            required: ["attributes"],
            additionalProperties: false,
            properties: { attributes: { $ref: "#/$defs/attributes" } },
          },
          scopeLogs: {
            type: "array",
            minItems: 1,
            items: {
              type: "object",
              required: ["scope", "logRecords"],
              additionalProperties: false,
              properties: {
                scope: {
                  type: "object",
                  additionalProperties: false,
                  properties: { name: { type: "string" }, version: { type: "string" } },
                },
                logRecords: { type: "array", minItems: 1, items: { $ref: "#/$defs/record" } },
              },
            },
          },
        },
      },
    },
  },
} as const;
