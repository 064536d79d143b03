import { expect, test } from "vitest";
import { Pseudonyms, redact } from "../../src/text/index.ts";

function naming(names: Pseudonyms) {
  return { reveal: new Set<never>(), nameOf: (found: Parameters<Pseudonyms["nameOf"]>[0]) => names.nameOf(found) };
}

test("each value has one name, numbered as they come, whatever its case", () => {
  const names = new Pseudonyms();
  const how = naming(names);
  expect(redact("bob@shop.example and ann@shop.example", how)).toBe("email-1 and email-2");
  expect(redact("Bob@Shop.example at db.internal", how)).toBe("email-1 at host-1");
  expect(redact("o.x.eu-west-1.rds.amazonaws.com (10.0.0.4:5432)", how)).toBe("endpoint-1 (address-1:5432)");
  expect(names.all()).toEqual([
    { pseudonym: "email-1", class: "email", value: "bob@shop.example" },
    { pseudonym: "email-2", class: "email", value: "ann@shop.example" },
    { pseudonym: "host-1", class: "host", value: "db.internal" },
    { pseudonym: "endpoint-1", class: "host", value: "o.x.eu-west-1.rds.amazonaws.com" },
    { pseudonym: "address-1", class: "address", value: "10.0.0.4" },
  ]);
});

test("an address that opened a session is a client's, also where it is met before", () => {
  const names = new Pseudonyms();
  const how = naming(names);
  const received = "connection received: host=10.0.1.5 port=40330";
  redact(received, {
    reveal: new Set(),
    nameOf: (found) => {
      names.noteClient(found);
      return "";
    },
  });
  expect(redact("from 10.0.1.5 to 10.0.0.4", how)).toBe("from client-1 to address-1");
  expect(redact(received, how)).toBe("connection received: host=client-1 port=40330");
});

test("secrets and literals have no name", () => {
  const names = new Pseudonyms();
  redact("password=hunter2 STATEMENT:  SELECT 'x'", naming(names));
  expect(names.all()).toEqual([]);
});
